import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { parseFlags } from '../flags.ts';
import { procFilesOf, ticksPerSecond, type ProcessEntry } from '../proc-files.ts';
import { tableText } from '../table.ts';
import { findContainer, stateOf, type Container } from './container.ts';
import { DaemonError } from './daemon-error.ts';

/** `docker top CONTAINER`: what `ps -ef` says of its processes. Ids are those that the container itself sees. */
export async function top(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const { rest } = parseFlags(argv, [], { of: 'docker top', stopAtFirst: true });
  const [name, ...options] = rest;
  if (name === undefined) {
    await call.write('stderr', '"docker top" requires at least 1 argument.\nSee \'docker top --help\'.\n');
    return 1;
  }
  if (options.length > 0 && options.join(' ') !== '-ef') throw new Unsupported(`docker top with the options ${options.join(' ')} of ps`);
  const container = findContainer(stack, name);
  if (container === undefined) throw new DaemonError(`No such container: ${name}`);
  const state = stateOf(await container.instance.status({ health: false }));
  if (state === 'restarting') throw new DaemonError(`Container ${container.id} is restarting, wait until the container is running`);
  if (state !== 'running' && state !== 'paused') throw new DaemonError(`container ${container.id} is not running`);
  await call.write('stdout', tableText(await processRows(container, stack), 3, 20));
  return 0;
}

/** Columns of `ps -ef`, the headings first. */
export async function processRows({ instance }: Container, stack: RunningStack): Promise<readonly (readonly string[])[]> {
  const { processes, uptimeTicks } = await procFilesOf(instance, stack);
  return [
    ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    ...processes.map(process => {
      const ageTicks = Math.max(1, uptimeTicks - process.startedTicks);
      return [
        // Docker takes names from the machine's own list of users, which rarely has a container's.
        process.uid === 0 ? 'root' : String(process.uid),
        String(process.pid),
        String(process.parent),
        String(Math.min(99, Math.floor((process.ticks / ageTicks) * 100))),
        startText(new Date(Date.now() - (ageTicks / ticksPerSecond) * 1000)),
        '?',
        timeText(process),
        process.command,
      ];
    }),
  ];
}

/** The time of today, the day of another day; UTC, as a server's clock. */
function startText(at: Date): string {
  const today = at.toISOString().slice(0, 10) === new Date().toISOString().slice(0, 10);
  const [, day = '', month = ''] = at.toUTCString().split(' ');
  return today ? at.toISOString().slice(11, 16) : `${month}${day}`;
}

function timeText({ ticks }: ProcessEntry): string {
  const seconds = Math.floor(ticks / ticksPerSecond);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, '0')).join(':');
}
