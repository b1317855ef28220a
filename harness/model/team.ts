import type { Waiver } from './config.ts';
import type { Outcome, Reason } from './verdict.ts';

/**
 * What a team adds to a run's evidence: kept in the evidence folder as `team.json` before the report is made, printed, never judged.
 */
export interface Team {
  readonly controls: readonly Control[];
  readonly followups: readonly FollowUp[];
  readonly waivers: readonly Waiver[];
  /** The run's place among all runs; absent without a register. */
  readonly population?: Population;
}

/** A control of some catalogue for which drills are evidence: a mapping that the team declares, and no judgement of ours. */
export interface Control {
  /** As scenarios name it in `about.controls`, such as `SOC2-A1.3`. */
  readonly id: string;
  readonly title: string;
  /** Such as `SOC 2` or `DORA`. */
  readonly catalog?: string;
  /** What drills do not show for it, in the team's words. */
  readonly limits?: string;
  /** Ids of scenarios whose evidence is for it; also those whose `about.controls` names it. */
  readonly scenarios: readonly string[];
}

/** Somebody owns what a drill found. */
export interface FollowUp {
  readonly scenario: string;
  /** The finding's rule or the verdict's reason, such as `masked` or `data-lost`. */
  readonly finding: string;
  readonly owner: string;
  readonly ticket?: string;
  /** ISO date. */
  readonly due?: string;
  /** Who accepted the risk instead of mending it. */
  readonly acceptedBy?: string;
  readonly note?: string;
  /** The first later run whose evidence does not have the finding any more; filled from the register, never by hand. */
  readonly retest?: { readonly run: string; readonly at: string; readonly outcome: Outcome; readonly stillFound: boolean };
}

/** Why nobody can leave out an unfavourable run unseen. */
export interface Population {
  /** From 1, in the order in which runs were opened. */
  readonly position: number;
  readonly previous?: { readonly run: string; readonly manifest?: string };
  /** Runs opened in the time before that never came to an end. */
  readonly aborted: readonly string[];
  /** Runs opened in the day before that had not ended yet: under way elsewhere, or cut off. */
  readonly open?: readonly string[];
  /** The latest of each scenario before this run. */
  readonly before: readonly {
    readonly scenario: string;
    readonly run: string;
    readonly at: string;
    readonly outcome: Outcome;
    readonly reason: Reason;
  }[];
}
