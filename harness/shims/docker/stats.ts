import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { parseFlags } from '../flags.ts';
import { usageOf } from '../process-usage.ts';
import { containersOf, findContainer, shortId, stateOf, type Container } from './container.ts';
import { DaemonError } from './daemon-error.ts';
import { listingText } from './listing.ts';
import type { Fields } from './template.ts';

const headings = {
  ID: 'CONTAINER ID',
  Container: 'CONTAINER',
  Name: 'NAME',
  CPUPerc: 'CPU %',
  MemUsage: 'MEM USAGE / LIMIT',
  MemPerc: 'MEM %',
  NetIO: 'NET I/O',
  BlockIO: 'BLOCK I/O',
  PIDs: 'PIDS',
};

/** `docker stats --no-stream`, measured from /proc; memory is what is resident. */
export async function stats(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['--no-stream', '-a --all', '--format=', '--no-trunc'], { of: 'docker stats' });
  if (!flags.has('--no-stream')) throw new Unsupported('docker stats without --no-stream');
  const named = flags.rest.map(name => {
    const container = findContainer(stack, name);
    if (container === undefined) throw new DaemonError(`No such container: ${name}`);
    return container;
  });
  const chosen: Container[] = [];
  for (const container of named.length > 0 ? named : containersOf(stack)) {
    if (
      named.length > 0 ||
      flags.has('--all') ||
      ['running', 'paused'].includes(stateOf(await container.instance.status({ health: false })))
    )
      chosen.push(container);
  }
  const rows = await Promise.all(chosen.map(container => rowOf(container, stack, flags.has('--no-trunc'))));
  await call.write(
    'stdout',
    listingText(
      { rows, columns: ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'], headings },
      flags.value('--format'),
    ),
  );
  return 0;
}

async function rowOf(container: Container, stack: RunningStack, whole: boolean): Promise<Fields> {
  const id = whole ? container.id : shortId(container);
  const name = { ID: id, Container: id, Name: container.name };
  if (!['running', 'paused'].includes(stateOf(await container.instance.status({ health: false })))) {
    return { ...name, CPUPerc: '0.00%', MemUsage: '0B / 0B', MemPerc: '0.00%', NetIO: '0B / 0B', BlockIO: '0B / 0B', PIDs: '0' };
  }
  const usage = await usageOf(container.instance, stack);
  const limit = container.spec.memoryBytes ?? usage.machineMemoryBytes;
  return {
    ...name,
    CPUPerc: `${usage.cpuPercent.toFixed(2)}%`,
    MemUsage: `${binary(usage.memoryBytes)} / ${binary(limit)}`,
    MemPerc: `${((usage.memoryBytes / limit) * 100).toFixed(2)}%`,
    NetIO: `${decimal(usage.receivedBytes)} / ${decimal(usage.sentBytes)}`,
    // Docker's own sign for what it does not know.
    BlockIO:
      usage.readBytes === undefined || usage.writtenBytes === undefined
        ? '--'
        : `${decimal(usage.readBytes)} / ${decimal(usage.writtenBytes)}`,
    PIDs: String(usage.threads),
  };
}

function binary(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 4);
}

function decimal(bytes: number): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB'], 3);
}

function scaled(bytes: number, step: number, units: readonly string[], digits: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(step)));
  return `${Number((bytes / step ** power).toPrecision(digits))}${units[power] ?? ''}`;
}
