import { availableParallelism, freemem } from 'node:os';
import { readFileSync } from 'node:fs';

/** What a trial takes at most in practice: a database, an application, their tools and its share of a worker. */
const bytesPerTrial = 512 * 1024 ** 2;

/** Trials under way at once: `max(4, 2 × cores)`, for most of a trial is waiting, bounded by the memory that is free. */
export function trialsInFlight(): number {
  const wanted = Math.max(4, 2 * availableParallelism());
  return Math.max(1, Math.min(wanted, Math.floor(availableBytes() / bytesPerTrial)));
}

/**
 * How many of these a trial takes. Docker needs much of a processor to start and ask containers: as many of its trials as there
 * are cores, but both of one scenario.
 */
export function slotsPerTrial(engine: string): number {
  return engine === 'containers' ? 2 : 1;
}

/** What new programs can have, as the kernel estimates it; within a memory-limited control group, what is left of its limit. */
function availableBytes(): number {
  const kernel = readNumber('/proc/meminfo', /^MemAvailable:\s+(\d+) kB$/m);
  const machine = kernel === undefined ? freemem() : kernel * 1024;
  const limit = readNumber('/sys/fs/cgroup/memory.max', /^(\d+)$/m);
  const used = readNumber('/sys/fs/cgroup/memory.current', /^(\d+)$/m);
  return limit === undefined || used === undefined ? machine : Math.min(machine, limit - used);
}

function readNumber(file: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
