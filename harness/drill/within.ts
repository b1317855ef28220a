import { setTimeout as sleep } from 'node:timers/promises';

/** The promise's result, or an error when it takes longer: what hangs while it is undone must not keep the rest from being undone. */
export async function within<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      promise,
      sleep(limitMs, undefined, { signal: over.signal }).then(() => {
        throw new Error(`${what} took longer than ${limitMs / 1000} s`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
