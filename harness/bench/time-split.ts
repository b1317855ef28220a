import type { DrillEvent, Phase } from '../model/event.ts';
import type { TrialKind } from '../model/trial-kind.ts';

/** Where the time of one trial went; milliseconds. */
export interface TimeSplit {
  readonly trial: TrialKind;
  /** From the run's first trial on. */
  readonly beginsMs: number;
  readonly endsMs: number;
  /** Each phase that there was, all its passes together. */
  readonly phaseMs: ReadonlyMap<Phase, number>;
  /** What the system needs, and what the rules ask to watch it: no faster harness could do without. */
  readonly neededMs: number;
}

/**
 * In these the system is prepared, seen to be well, broken, mended and watched. All else is ours: it is there so that there is
 * something to watch.
 */
const needed: ReadonlySet<Phase> = new Set(['prepare', 'baseline', 'symptom', 'respond', 'recovery', 'hold', 'residual']);

/** Of each trial's journal, in the order in which they began. */
export function timeSplits(journals: readonly (readonly DrillEvent[])[]): readonly TimeSplit[] {
  const began = journals.map(beganAt).toSorted((a, b) => a - b);
  return journals.map(events => splitOf(events, began[0] ?? 0)).toSorted((a, b) => a.beginsMs - b.beginsMs);
}

/** When a trial began, as milliseconds of the machine's clock. */
export function beganAt(events: readonly DrillEvent[]): number {
  const first = events[0];
  if (first?.type !== 'trial.started') throw new Error(`unexpected ${first?.type ?? 'empty journal'}, expected trial.started`);
  return Date.parse(first.startedAt);
}

/** Sum over a set of trials: what part of their time the system needs, from 0 to 1. */
export function neededShare(splits: readonly TimeSplit[]): number {
  const sum = (of: (split: TimeSplit) => number): number => splits.reduce((all, split) => all + of(split), 0);
  return sum(({ neededMs }) => neededMs) / sum(({ beginsMs, endsMs }) => endsMs - beginsMs);
}

/** A set whose trials all begin at once lasts at least as long as the one that needs longest. */
export function longestNeededMs(splits: readonly TimeSplit[]): number {
  return Math.max(0, ...splits.map(({ neededMs }) => neededMs));
}

function splitOf(events: readonly DrillEvent[], firstAt: number): TimeSplit {
  const started = events[0];
  if (started?.type !== 'trial.started') throw new Error(`unexpected ${started?.type ?? 'empty journal'}, expected trial.started`);
  const phaseMs = new Map<Phase, number>();
  let sinceMs = 0;
  for (const event of events) {
    if (event.type === 'phase.started') sinceMs = event.atMs;
    if (event.type === 'phase.ended') phaseMs.set(event.phase, (phaseMs.get(event.phase) ?? 0) + event.atMs - sinceMs);
  }
  const beginsMs = beganAt(events) - firstAt;
  return {
    trial: started.trial,
    beginsMs,
    endsMs: beginsMs + (events.at(-1)?.atMs ?? 0),
    phaseMs,
    neededMs: [...phaseMs].reduce((sum, [phase, ms]) => sum + (needed.has(phase) ? ms : 0), 0),
  };
}
