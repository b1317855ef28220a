import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import type { Check } from './check.ts';

/** One trial with a database and an application, and the harness itself. */
const neededBytes = 768 * 1024 ** 2;

export const memory: Check = {
  kind: 'memory',
  title: 'memory',
  async look() {
    const kernel = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8').catch(() => ''))?.[1];
    const machine = kernel === undefined ? freemem() : Number(kernel) * 1024;
    const limit = Number(await readFile('/sys/fs/cgroup/memory.max', 'utf8').catch(() => ''));
    const available = limit > 0 ? Math.min(machine, limit) : machine;
    const cores = availableParallelism();
    const found = `${(available / 1024 ** 3).toFixed(1)} GB available, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
    return available >= neededBytes
      ? { state: 'ok', found }
      : { state: 'missing', found, todo: 'A trial with a database needs about 0.75 GB: end something, or drill with `--workers 1`.' };
  },
};
