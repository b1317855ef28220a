import { performance } from 'node:perf_hooks';
import type { RunningStack } from '../../engines/engine.ts';
import { stackMemory } from '../stack-memory.ts';
import type { Unit } from './unit.ts';

/** systemd's DefaultStartLimitBurst= and DefaultStartLimitIntervalSec=, systemd-system.conf(5). */
const burst = 5;
const intervalMs = 10_000;

interface Starts {
  /** Of the first start that counts; the interval runs from there. */
  readonly since: number;
  readonly count: number;
}

const memoryOf = stackMemory(() => ({ starts: new Map<string, Starts>(), refusedAt: new Map<string, Date>() }));

/**
 * Counts a start that an operator asked for, and says whether it comes too soon. Starts by the restart policy do not count: when they come
 * is the stack's own doing (`RestartSec=` of a real unit says it).
 */
export function startsTooOften({ name }: Unit, stack: RunningStack): boolean {
  const { starts, refusedAt } = memoryOf(stack);
  const now = performance.now();
  const known = starts.get(name);
  const current = known === undefined || now - known.since > intervalMs ? { since: now, count: 0 } : known;
  if (current.count >= burst) {
    refusedAt.set(name, new Date());
    return true;
  }
  starts.set(name, { ...current, count: current.count + 1 });
  refusedAt.delete(name);
  return false;
}

/** When a start of what does not run now was refused. */
export function refusedStart({ name }: Unit, stack: RunningStack): Date | undefined {
  return memoryOf(stack).refusedAt.get(name);
}

/** `systemctl reset-failed` begins the count anew. */
export function forgetStarts({ name }: Unit, stack: RunningStack): void {
  const { starts, refusedAt } = memoryOf(stack);
  starts.delete(name);
  refusedAt.delete(name);
}
