import type { DrillEvent, EventOf, EventType } from '../model/event.ts';

/** The events of one type, in order. */
export function eventsOf<T extends EventType>(events: readonly DrillEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}
