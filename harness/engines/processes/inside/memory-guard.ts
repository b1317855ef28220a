import { readFileSync } from 'node:fs';
import { processTable } from '../../inside/process-table.ts';

const pageBytes = 4096;

/** Memory that the processes of the sandbox hold for themselves (resident without shared pages, proc(5) statm), without the supervisor's. */
export function memoryInUse(): number {
  let bytes = 0;
  for (const { pid } of processTable()) {
    if (pid === process.pid) continue;
    try {
      const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
      bytes += (resident - shared) * pageBytes;
    } catch {
      // It ended while we looked.
    }
  }
  return bytes;
}

/** Ends the sandbox, loudly, before it takes the machine's memory: an ordinary user has no control groups to rely on. */
export function guardMemory(limitBytes: number, onExceeded: (message: string) => void): void {
  setInterval(() => {
    const used = memoryInUse();
    if (used > limitBytes)
      onExceeded(
        `the stack's processes hold ${Math.round(used / 1024 ** 2)} MiB, more than the limit of ${Math.round(limitBytes / 1024 ** 2)} MiB`,
      );
  }, 500).unref();
}
