import type { Stack } from '../model/stack.ts';
import type { PlannedFault } from './plan.ts';

/** The stack with a clock of its own for each service whose clock a fault will set: that is decided when it is started. */
export function withOwnClocks(stack: Stack, faults: readonly PlannedFault[]): Stack {
  const names = new Set(faults.flatMap(({ fault, spec }) => (fault.needs.includes('clock') ? [fault.target(spec.settings)] : [])));
  if (names.size === 0) return stack;
  return { ...stack, services: stack.services.map(service => (names.has(service.name) ? { ...service, ownClock: true } : service)) };
}
