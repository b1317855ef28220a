import { setTimeout as sleep } from 'node:timers/promises';

/** Monotonic milliseconds; only differences mean anything. */
export interface Clock {
  now(): number;
}

export const monotonic: Clock = { now: () => performance.now() };

/**
 * Asks until the answer is true or the time is over; tells which. The condition is asked at least once.
 * Throws the signal's reason when it is aborted.
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs, signal, clock = monotonic }: { withinMs: number; everyMs: number; signal?: AbortSignal; clock?: Clock },
): Promise<boolean> {
  const end = clock.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await condition()) return true;
    const left = end - clock.now();
    if (left <= 0) return false;
    await sleep(Math.min(everyMs, left), undefined, signal ? { signal } : {});
  }
}
