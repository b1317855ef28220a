import type { RunningService, RunningStack } from '../../engines/engine.ts';
import { stackMemory } from '../stack-memory.ts';

/** Names of services whose containers were taken away. */
const removed = stackMemory(() => new Set<string>());

/** Whether Docker knows no container of it; the engine has them ready to be made. */
export function isRemoved({ name }: RunningService, stack: RunningStack): boolean {
  return removed(stack).has(name);
}

export function noteService({ name }: RunningService, stack: RunningStack, has: 'no containers' | 'containers'): void {
  if (has === 'containers') removed(stack).delete(name);
  else removed(stack).add(name);
}

/** Networks go when the whole project goes down. */
const networks = stackMemory(() => ({ areThere: true }));

export function networksOf(stack: RunningStack): { areThere: boolean } {
  return networks(stack);
}
