import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteOutcome } from '../model/event.ts';
import type { Journal } from '../evidence/journal.ts';

/** More writes than this are never under way at once: an outage must not turn the load into a second fault. */
const mostUnderWay = 32;

/** Writes that are sent all the time, each id once. */
export interface Load {
  readonly writes: readonly SentWrite[];
  /** Records what ended since the last call and tells how many of those failed. */
  takeFailed(): number;
  /** Waits until that many were acknowledged; false when the time was over before. */
  acknowledged(count: number, withinMs: number): Promise<boolean>;
  /** Sends no more, waits for those under way and records them. Rejects when a write could not be asked. */
  stop(): Promise<void>;
}

export interface SentWrite {
  readonly id: string;
  readonly outcome: WriteOutcome;
  /** When its answer arrived, on the trial's clock. */
  readonly atMs: number;
}

export interface LoadOptions {
  readonly everyMs: number;
  readonly journal: Journal;
  /** Sends one write. Throws only when it could not be asked. */
  readonly write: (id: string) => Promise<WriteOutcome>;
  readonly onFailure: (thrown: unknown) => void;
  readonly signal: AbortSignal;
}

export function startLoad({ everyMs, journal, write, onFailure, signal }: LoadOptions): Load {
  const writes: SentWrite[] = [];
  const unrecorded: SentWrite[] = [];
  const underWay = new Set<Promise<void>>();
  const stopped = new AbortController();
  let failure: unknown;

  const send = async (): Promise<void> => {
    const id = randomUUID();
    try {
      const outcome = await write(id);
      const sent = { id, outcome, atMs: Math.floor(journal.now()) };
      writes.push(sent);
      unrecorded.push(sent);
    } catch (thrown) {
      // It may have been sent all the same.
      unrecorded.push({ id, outcome: 'indeterminate', atMs: Math.floor(journal.now()) });
      if (failure !== undefined || signal.aborted) return;
      failure = thrown;
      onFailure(thrown);
    }
  };
  const sending = (async () => {
    const pause = AbortSignal.any([signal, stopped.signal]);
    for (let dueMs = journal.now(); !pause.aborted;) {
      if (underWay.size < mostUnderWay) {
        const one = send().finally(() => underWay.delete(one));
        underWay.add(one);
      }
      // After a hold-up the missed writes are not made up for: a burst would be a different load.
      dueMs = Math.max(dueMs + everyMs, journal.now());
      await sleep(dueMs - journal.now(), undefined, { signal: pause }).catch(() => undefined);
    }
  })();

  const takeFailed = (): number => {
    const results = unrecorded.splice(0);
    if (results.length > 0) journal.record({ type: 'writes', results });
    return results.filter(result => result.outcome !== 'acknowledged').length;
  };
  return {
    writes,
    takeFailed,
    async acknowledged(count, withinMs) {
      const end = journal.now() + withinMs;
      while (journal.now() < end && writes.filter(one => one.outcome === 'acknowledged').length < count)
        await sleep(Math.min(everyMs, 50), undefined, { signal });
      return writes.filter(one => one.outcome === 'acknowledged').length >= count;
    },
    async stop() {
      stopped.abort();
      await sending;
      await Promise.all(underWay);
      takeFailed();
      if (failure !== undefined) throw failure;
    },
  };
}
