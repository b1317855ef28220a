import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack, ServiceInstance } from '../engines/engine.ts';
import { procFilesOf, ticksPerSecond, type ProcFiles } from './proc-files.ts';

/** What the processes of an instance use. */
export interface Usage {
  /** Of one processor, 100 is all of it. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly machineMemoryBytes: number;
  /** Absent where a process does not let us see it. */
  readonly readBytes?: number;
  readonly writtenBytes?: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/**
 * Two looks, `spanMs` apart; nothing is used by what does not run.
 * @throws {Unsupported} when nobody can look into it.
 */
export async function usageOf(instance: ServiceInstance, stack: RunningStack, spanMs = 500): Promise<Usage> {
  const began = performance.now();
  const first = await procFilesOf(instance, stack);
  await sleep(spanMs);
  const second = await procFilesOf(instance, stack);
  const seconds = (performance.now() - began) / 1000;
  const { processes, machineMemoryBytes, receivedBytes, sentBytes } = second;
  const readBytes = total(processes.map(process => process.readBytes));
  const writtenBytes = total(processes.map(process => process.writtenBytes));
  return {
    cpuPercent: (newTicks(first, second) / ticksPerSecond / seconds) * 100,
    memoryBytes: total(processes.map(({ residentBytes }) => residentBytes)) ?? 0,
    threads: total(processes.map(({ threads }) => threads)) ?? 0,
    machineMemoryBytes,
    receivedBytes,
    sentBytes,
    ...(readBytes === undefined ? {} : { readBytes }),
    ...(writtenBytes === undefined ? {} : { writtenBytes }),
  };
}

/** Process by process, for one that ended between the looks takes its past with it. */
function newTicks(first: ProcFiles, second: ProcFiles): number {
  const before = new Map(first.processes.map(({ pid, startedTicks, ticks }) => [`${pid} ${startedTicks}`, ticks]));
  return second.processes.reduce((sum, { pid, startedTicks, ticks }) => sum + ticks - (before.get(`${pid} ${startedTicks}`) ?? 0), 0);
}

function total(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((sum, number) => (sum === undefined || number === undefined ? undefined : sum + number), 0);
}
