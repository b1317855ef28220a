import type { DrillEvent } from '../model/event.ts';
import { watchedMs } from './control.ts';
import { recordOf } from './trial-record.ts';

/** Milliseconds from a trial's first red round to its last round; 0 where there was no symptom. */
export function watchedTime(events: readonly DrillEvent[]): number {
  const record = recordOf(events);
  return record === undefined ? 0 : watchedMs(record);
}
