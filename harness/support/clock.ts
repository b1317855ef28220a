import { setTimeout as sleep } from 'node:timers/promises';

/** Monotonic milliseconds; only differences mean anything. */
export interface Clock {
  now(): number;
}

export const monotonic: Clock = { now: () => performance.now() };

/**
 * Asks until the answer is true or the time is over; tells which. The condition is asked at least once.
 * Throws the signal's reason when it is aborted.
 * @param easily rests twice as long as the last answer took, up to ten times `everyMs`: on a busy machine, asking must not slow what it waits for
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  {
    withinMs,
    everyMs,
    easily = false,
    signal,
    clock = monotonic,
  }: { withinMs: number; everyMs: number; easily?: boolean; signal?: AbortSignal; clock?: Clock },
): Promise<boolean> {
  const end = clock.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const askedMs = clock.now();
    if (await condition()) return true;
    const answeredMs = clock.now();
    const left = end - answeredMs;
    if (left <= 0) return false;
    const pauseMs = easily ? Math.max(everyMs, Math.min(2 * (answeredMs - askedMs), 10 * everyMs)) : everyMs;
    await sleep(Math.min(pauseMs, left), undefined, signal ? { signal } : {});
  }
}
