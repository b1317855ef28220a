import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { DaemonError } from '../docker/daemon-error.ts';
import { parseFlags } from '../flags.ts';
import { kill, pause, restart, start, stop, unpause } from './acting.ts';
import { config, exec, logs, port, ps, top } from './asking.ts';
import { build } from './build.ts';
import type { ComposeCall } from './compose-call.ts';
import { down } from './down.ts';
import { ComposeError, findProject } from './project.ts';
import { pull } from './pull.ts';
import { rm } from './rm.ts';
import { scale } from './scale.ts';
import { up } from './up.ts';

/** `docker compose …` and `docker-compose …`, on the stack that is drilled. */
export async function compose(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(
    argv,
    [
      '-f --file=',
      '-p --project-name=',
      '--project-directory=',
      '--env-file=',
      '--ansi=',
      '--no-ansi',
      '--progress=',
      '--compatibility',
      '--verbose',
      '-v --version',
    ],
    { of: 'docker compose', stopAtFirst: true },
  );
  const [verb, ...rest] = flags.rest;
  if (verb === 'version' || (verb === undefined && flags.has('--version'))) {
    await call.write('stdout', rest.includes('--short') ? '2.29.7\n' : 'Docker Compose version v2.29.7\n');
    return 0;
  }
  // It names new containers as Compose 1 did, and tells those of a log apart by such names.
  if (flags.has('--compatibility') && ['logs', 'scale', 'up'].includes(verb ?? ''))
    throw new Unsupported(`docker compose --compatibility ${verb}`);
  const command = commands[verb ?? ''];
  if (command === undefined) throw new Unsupported(`docker compose ${verb ?? 'without a command'}`);
  try {
    return await command({ call, argv: rest, stack, project: await findProject(call, stack, flags) });
  } catch (thrown) {
    if (!(thrown instanceof DaemonError) && !(thrown instanceof ComposeError)) throw thrown;
    await call.write('stderr', `${thrown instanceof DaemonError ? 'Error response from daemon: ' : ''}${thrown.message}\n`);
    return thrown instanceof ComposeError ? thrown.exit : 1;
  }
}

const commands: Readonly<Record<string, (asked: ComposeCall) => Promise<number>>> = {
  build,
  config,
  down,
  exec,
  kill,
  logs,
  pause,
  port,
  ps,
  pull,
  restart,
  rm,
  scale,
  start,
  stop,
  top,
  unpause,
  up,
};
