import type { Unchanged } from './elsewhere.ts';
import type { Location } from './location.ts';

export const outcomes = ['verified', 'refuted', 'inconclusive'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a trial is void: it proves nothing, whatever happened after it. In the order in which they are looked for. */
export const voidReasons = [
  'interrupted',
  'harness-error',
  'unsupported',
  'too-slow',
  'not-prepared',
  'baseline-unhealthy',
  'already-there',
  'fault-ineffective',
  'no-symptom',
  'deviated',
  'incomplete',
] as const;
export const refutingReasons = [
  'not-restored',
  'restored-late',
  'relapsed',
  'data-lost',
  'step-failed',
  'harmful',
  'not-repeatable',
  'cause-remains',
] as const;
export const doubtfulReasons = ['self-heals', 'too-close'] as const;
export const reasons = ['clean', ...voidReasons, ...refutingReasons, ...doubtfulReasons] as const;
export type Reason = (typeof reasons)[number];

/** Milliseconds between which the true value lies. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The runbook or the system broke a promise; judged from the journal. */
export interface Finding {
  /** Stable name, such as `masked` or `unsteady`. */
  readonly rule: string;
  readonly message: string;
  /** Journal entries (`seq`) that show it. */
  readonly evidence: readonly number[];
  readonly location?: Location;
}

export interface LedgerCount {
  readonly acknowledged: number;
  readonly indeterminate: number;
  readonly refused: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly resurrected: number;
  /** Of the jobs that writes ask for; absent where nobody reads it. */
  readonly neverExecuted?: number;
  readonly executedTwice?: number;
}

export interface TrialVerdict {
  readonly trial: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** The outcome as a sentence. */
  readonly sentence: string;
  /** Only answers that came late speak against it: what else this machine does may be why. */
  readonly lateOnly?: true;
  readonly at?: Location;
  readonly findings: readonly Finding[];
  readonly recoveryMs?: Interval;
  /** Somebody read and decided meanwhile: its times are no machine's. */
  readonly withReader?: true;
  readonly interruptionMs?: Interval;
  readonly ledger?: LedgerCount;
}

export interface ScenarioVerdict {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly sentence: string;
  readonly at?: Location;
  readonly recoveryMs?: Interval;
  /** Recovery time is with the reader, not at machine pace. */
  readonly withReader?: true;
  readonly findings: readonly Finding[];
  readonly trials: readonly TrialVerdict[];
  /** What each acting step is worth; absent where no trial left one out. */
  readonly steps?: readonly StepMark[];
  /** Whether it needs what it does not name; absent where no trial was elsewhere. */
  readonly hidden?: HiddenState;
}

/** What the trial `elsewhere` tells; it never decides a verdict. */
export interface HiddenState {
  readonly outcome: 'needs-nothing' | 'relies' | 'not-judged';
  readonly why: string;
  /** What was otherwise there, in words. */
  readonly differs: readonly string[];
  readonly unchanged: readonly Unchanged[];
}

/** What one acting step is worth, from the trial in which it was left out. */
export interface StepMark {
  readonly step: string;
  readonly at: Location;
  /** `redundant-here`: against this fault service came back as well without it. */
  readonly mark: 'necessary' | 'redundant-here' | 'harmful' | 'not-judged';
  readonly why: string;
  /** Whether a later step of the runbook's own fails where this one is left out; only of one that is necessary. */
  readonly noticed?: 'noticed' | 'not-noticed' | 'not-judged';
  /** The step that notices it. */
  readonly by?: string;
}
