import type { DrillEvent, PlanFacts } from './event.ts';
import type { TrialKind } from './trial-kind.ts';

/** One trial that was run: its journal, and where that was written. */
export interface TrialRun {
  readonly trial: TrialKind;
  /** From 1; a repeat (human pace, alone, second attempt) has the next number. */
  readonly attempt: number;
  /** Why it was repeated; absent for the first attempt. */
  readonly because?: 'human-pace' | 'alone' | 'second-attempt';
  /** Path of the journal, relative to the evidence folder. */
  readonly journal: string;
  readonly events: readonly DrillEvent[];
}

/** All that is known of one scenario after its drill; every report is computed from these. */
export interface ScenarioRun {
  readonly facts: PlanFacts;
  /** In the order in which they were started. */
  readonly trials: readonly TrialRun[];
}
