import type { DrillEvent } from '../../model/event.ts';
import type { Location } from '../../model/location.ts';
import type { AskedTrial } from '../../model/trial-kind.ts';

/** Types of annotations: the scenario's id, and its outcome once it is known. */
export const scenarioAnnotation = 'scenario';
/** A test that carries it and failed has failed for its scenario's outcome, which is no failure of ours. */
export const outcomeAnnotation = 'outcome';

/** What the parent asks the scheduler for; a file whose path stands in the environment as `DRILLBOOK_REQUEST`. */
export interface DrillRequest {
  /** Unix socket on which the parent listens. */
  readonly socket: string;
  readonly evidence: string;
  readonly genesis: string;
  readonly drillbook: string;
  /** Absent: what a verdict needs. */
  readonly trials?: readonly AskedTrial[];
  readonly secondAttempt: boolean;
  readonly scenarios: readonly RequestedScenario[];
}

export interface RequestedScenario {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly line: number;
  /** Where the procedure begins that is followed: the place of its test in every report. Absent: the scenario itself. */
  readonly at?: Location;
  readonly tags: readonly string[];
  /** Each scenario's own: they may differ within a run. */
  readonly engine: string;
  /** How many of the run's slots each of its trials takes. @default 1 */
  readonly slotsPerTrial?: number;
  /** Digest of the plan's facts, without secrets: what is drilled is what was shown. */
  readonly facts: string;
}

/** From a worker (or the reporter) to the parent, one JSON document per line. */
export type ToParent =
  | { readonly type: 'event'; readonly scenario: string; readonly trial: string; readonly event: DrillEvent }
  | { readonly type: 'progress'; readonly scenario: string; readonly trial: string; readonly message: string }
  | { readonly type: 'take'; readonly ticket: number; readonly count: number | 'all' }
  | { readonly type: 'give-up'; readonly ticket: number }
  | { readonly type: 'give-back'; readonly ticket: number }
  /** The last trial of a scenario has ended: its journals are complete. */
  | { readonly type: 'scenario-ended'; readonly scenario: string }
  | { readonly type: 'failed'; readonly scenario?: string; readonly message: string }
  /** The last word of the test runner: how many tests failed for their scenario's outcome alone, which is no failure of ours. */
  | { readonly type: 'ended'; readonly judged: number };

/** From the parent to a worker. */
export type ToWorker = { readonly type: 'granted'; readonly ticket: number } | { readonly type: 'abort'; readonly by: string };
