import type { RunningStack } from '../engines/engine.ts';
import type { Change } from '../model/effects.ts';
import { changesBetween, takeSnapshot, unseenIn, type Snapshot } from '../state/compare.ts';
import type { Trial } from './trial.ts';

/** More changes than these are only counted. */
const most = 300;
const limitMs = 15_000;

/** What following a procedure changes on a healthy system, beside what changes there by itself. */
export interface Effects {
  /** Before the baseline. */
  begin(): Promise<void>;
  /** When the baseline is over: what has changed by then changes by itself. */
  before(): Promise<void>;
  /** When service is there after the procedure. */
  after(): Promise<void>;
  /** When hold is over: the same again; records what was seen. */
  end(): Promise<void>;
}

export function watchEffects(trial: Trial, stack: RunningStack): Effects {
  const taken: Snapshot[] = [];
  const take = async (): Promise<void> => {
    taken.push(await takeSnapshot(stack, { timeoutMs: limitMs, signal: AbortSignal.any([trial.signal, AbortSignal.timeout(limitMs)]) }));
  };
  return {
    begin: take,
    before: take,
    after: take,
    async end() {
      await take();
      const [first, before, after, last] = taken;
      if (first === undefined || before === undefined || after === undefined || last === undefined) return;
      const keyOf = ({ aspect, thing }: Change): string => `${aspect} ${thing}`;
      const restless = new Set([...changesBetween(first, before), ...changesBetween(after, last)].map(keyOf));
      const changes = changesBetween(before, after).filter(change => !restless.has(keyOf(change)));
      trial.record({
        type: 'effects.seen',
        changes: changes.slice(0, most),
        more: Math.max(0, changes.length - most),
        restless: [...restless].toSorted().slice(0, most),
        unseen: unseenIn(...taken),
      });
    },
  };
}
