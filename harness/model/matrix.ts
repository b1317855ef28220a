import type { Location } from './location.ts';
import type { Reason } from './verdict.ts';

/**
 * What became of one procedure against one fault. With its own fault: `heals`, `works-around` (service is back, the cause is still there),
 * `fails`. With another's: `stops` before anything acts, `acts-in-vain`, `acts-and-restores`, `harms`. `not-judged` of both.
 */
export const cellResults = ['heals', 'works-around', 'stops', 'acts-in-vain', 'acts-and-restores', 'harms', 'fails', 'not-judged'] as const;
export type CellResult = (typeof cellResults)[number];

/** Why a combination was not tried. */
export const notTriedReasons = [
  'not-near',
  'same-procedure',
  'same-fault',
  'variables-differ',
  'fault-comes-with-a-step',
  'interrupted',
] as const;
export type NotTriedReason = (typeof notTriedReasons)[number];

/**
 * Why a cell is not judged, beside what makes a trial void. `harm-unclear`: something bad came about, and whether the fault does that
 * alone could not be told. `act-unclear`: service came back though nothing acted, and the same. `stops-always`: it stops there with its
 * own fault as well. `stop-unclear`: whether it does, or for want of what its own scenario prepares, could not be told.
 */
export const unclearReasons = ['harm-unclear', 'act-unclear', 'stops-always', 'stop-unclear'] as const;
export type CellReason = Reason | (typeof unclearReasons)[number];

/** What one cell is, from its journals alone. */
export interface CellVerdict {
  readonly result: CellResult;
  /** Why it failed, or was not judged. */
  readonly reason?: CellReason;
  readonly sentence: string;
  readonly at?: Location;
  /** Ids of the steps that act and were begun, in order. */
  readonly acted: readonly string[];
  /** Id of the step at which the procedure stopped. */
  readonly stoppedAt?: string;
}

/** A combination that is left out. */
export interface NotTried {
  /** Number of the scenario whose procedure it is. */
  readonly procedureOf: number;
  /** Number of the scenario whose fault it is. */
  readonly faultOf: number;
  readonly why: NotTriedReason;
  readonly detail: string;
}

/** A scenario of a matrix: its procedure is a row, its fault a column. */
export interface MatrixScenario {
  /** From 1, in the whole matrix. */
  readonly number: number;
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly runbook: string;
  /** `<runbook file>#<heading's slug>`. */
  readonly procedures: readonly string[];
  /** In words, in the order in which they are put in. */
  readonly faults: readonly string[];
  readonly inputDigest: string;
  /** Whether its diagnosis has a step at which the procedure can stop, before the first that acts. */
  readonly canStop: boolean;
  /** Whether it prepares something, which is there with another's fault only where its procedure may have stopped for want of it. */
  readonly prepares: boolean;
  /** What the scenario changed in its procedure. */
  readonly adaptations: number;
  /** By what harm is seen in its column; without any, none is. */
  readonly harmSeenBy: readonly ('never' | 'load')[];
}

/** Scenarios that have the same stack. */
export interface MatrixStack {
  readonly name: string;
  readonly files: readonly string[];
  readonly digest: string;
  readonly scenarios: readonly MatrixScenario[];
}

/** A scenario that was asked for and is in no matrix, and why. */
export interface LeftOut {
  readonly id: string;
  readonly why: string;
}

/** What a matrix is, written before its first trial; every journal names its digest. */
export interface MatrixHeader {
  readonly version: 1;
  readonly matrix: string;
  readonly drillbook: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly machine: string;
  readonly engine: string;
  /** Number of the rules by which trials are judged. */
  readonly rules: number;
  /** Whether all combinations were asked for, or near misses alone. */
  readonly all: boolean;
  readonly trigger: { readonly kind: 'ci' | 'local'; readonly event?: string; readonly url?: string; readonly actor?: string };
  readonly source?: { readonly commit: string; readonly dirty: boolean; readonly repository?: string };
  readonly stacks: readonly MatrixStack[];
  readonly leftOut: readonly LeftOut[];
}
