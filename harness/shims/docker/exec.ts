import type { StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Flags } from '../flags.ts';
import { stateOf, type Container } from './container.ts';
import { DaemonError } from './daemon-error.ts';

export const execFlags = ['-i --interactive', '-t --tty', '-d --detach', '-e --env=', '-w --workdir=', '-u --user=', '--privileged'];

/**
 * Runs a command in a running container with the caller's own streams; what is not `interactive` reads nothing: a dump
 * that is piped into `docker exec` without `-i` is never read, in reality too.
 * @throws {DaemonError} when it does not run.
 */
export async function execIn(
  call: StandInCall,
  { id, service, instance }: Container,
  argv: readonly string[],
  { flags, interactive }: { readonly flags: Flags; readonly interactive: boolean },
): Promise<number> {
  if (flags.has('--detach')) throw new Unsupported('exec --detach');
  if (flags.has('--privileged')) throw new Unsupported('exec --privileged');
  const user = flags.value('--user');
  if (user !== undefined) throw new Unsupported(`exec --user ${user}: every service has one user`);
  const state = stateOf(await instance.status({ health: false }));
  if (state === 'paused') throw new DaemonError(`Container ${id} is paused, unpause the container before exec`);
  if (state === 'restarting') throw new DaemonError(`Container ${id} is restarting, wait until the container is running`);
  if (state !== 'running') throw new DaemonError(`container ${id} is not running`);
  const environment = Object.fromEntries(
    flags.values('--env').flatMap(entry => {
      const at = entry.indexOf('=');
      const value = at === -1 ? call.environment[entry] : entry.slice(at + 1);
      return value === undefined ? [] : [[at === -1 ? entry : entry.slice(0, at), value]];
    }),
  );
  const cwd = flags.value('--workdir');
  return call.pass({ service: service.name, instance: instance.number }, argv, {
    environment,
    ...(cwd === undefined ? {} : { cwd }),
    ...(interactive ? { readsAhead: true } : { input: '' }),
  });
}
