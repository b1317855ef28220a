import type { DrillEvent } from '../../model/event.ts';
import type { ReportScenario } from '../report-schema.ts';

/** What progress is written to: a terminal, or anything that takes text. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** What both ways to show progress are told. */
export interface ProgressStyle {
  readonly scenarios: readonly string[];
  /** What they are called together. */
  readonly what: string;
  /** On a terminal nothing of a trial stays but what is noted: that steps do not hold is what is looked for. */
  readonly brief: boolean;
  readonly color: boolean;
  readonly utf8: boolean;
  readonly reportFollows: boolean;
  readonly now: () => number;
}

export interface Progress {
  event(scenario: string, trial: string, event: DrillEvent): void;
  /** A scenario's last trial has ended: with its outcome as the report has it, or without, where only the report will tell. */
  scenarioEnded(id: string, outcome: ReportScenario | undefined): void;
  /** Something about the drill as a whole. */
  note(text: string): void;
  /** Takes the live lines away and stops the clock. Safe to call again. */
  end(): void;
}
