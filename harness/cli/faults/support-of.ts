import type { FaultDefinition } from '../../faults/fault.ts';
import type { EngineHere } from './where-they-work.ts';

/** Where a fault works: `yes`, `not here: …`, `only where …`. */
export function supportOf({ unsupportedWhere }: FaultDefinition, { here, because }: EngineHere): string {
  if (!here) return `not on this machine: ${because ?? 'nobody knows why'}`;
  return unsupportedWhere === undefined ? 'works' : `works, but not where ${unsupportedWhere}`;
}
