import type { DeclaredEffects } from './effects.ts';
import type { EngineKind } from './engine-kind.ts';
import type { Location } from './location.ts';
import type { OperationSpec, Probe } from './operation.ts';
import type { StepAttributes } from './runbook.ts';
import type { Outcome, Reason } from './verdict.ts';

/** A value together with the place where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly location: Location;
}

export interface FaultSpec {
  /** Name of the fault's definition, such as `process.kill`. */
  readonly kind: string;
  readonly settings: unknown;
  /** Label chosen by the author; else the kind. */
  readonly name: string;
  /** Injected this long after the fault before it; with `during`, after the step began. */
  readonly afterMs: number;
  /** Id of the step with which it comes; else it comes before the procedure. */
  readonly during?: Located<string>;
  readonly location: Location;
  /** Places of the settings that are written out. */
  readonly settingLocations?: Readonly<Record<string, Location>>;
}

/** Writes sent all the time, each id once, so that lost ones can be counted. */
export interface Load {
  readonly write: OperationSpec;
  readonly everyMs: number;
  /** Time limit of one write. */
  readonly withinMs: number;
  /** Returns the ids that are present. */
  readonly read: OperationSpec;
  /** Where a write asks for a job: returns an id for each time that one was executed. */
  readonly executed?: OperationSpec;
  readonly location: Location;
}

export interface ReadyFile {
  readonly file: string;
  readonly digest: string;
}

/** What the scenario says about a block that one may not edit. */
export interface StepPatch {
  readonly at: string;
  /** A piece of the block: planning stops when it is not there. */
  readonly text: string;
  readonly why?: string;
  readonly attributes: StepAttributes;
  /** How a manual step is answered. */
  readonly answer?: string;
  readonly by?: 'simulated';
  readonly inline?: 'run';
  readonly location: Location;
}

export interface Variable {
  /** The text as it stands in the runbook. */
  readonly text: string;
  readonly value: string;
  readonly secret: boolean;
  readonly location: Location;
}

export interface ExpectedOutcome {
  readonly is: Outcome;
  readonly reason?: Reason;
  readonly because?: string;
  readonly owner?: string;
  /** ISO date; past it the run fails. */
  readonly until?: string;
  readonly selfTest: boolean;
}

/** Why a scenario is drilled, in the team's words; printed in reports, never judged. */
export interface About {
  readonly objective?: string;
  /** The risk or threat that it answers. */
  readonly risk?: string;
  readonly assumptions: readonly string[];
  /** Ids of controls that its evidence is for, such as `SOC2-A1.3`. */
  readonly controls: readonly string[];
}

export interface Budget {
  readonly provisionMs: number;
  readonly symptomMs: number;
  readonly recoveryMs: number;
  /** Least time that `without-runbook` watches. */
  readonly controlMs: number;
}

export interface RecoveryPoint {
  readonly lost: number;
  readonly duplicated: number;
  readonly resurrected: number;
  /** Of jobs that writes ask for, where `load.executed` is read. @default 0 */
  readonly neverExecuted?: number;
  /** The same. @default 0 */
  readonly executedTwice?: number;
  /** Name of a `mark` in `prepare`: only what was acknowledged before it is judged. */
  readonly upTo?: string;
}

/** Defaults of DESIGN 3.4, after the scenario's own settings. */
export interface Pace {
  readonly probeEveryMs: number;
  readonly probeLimitMs: number;
  readonly holdMs: number;
  readonly diagnoseMs: number;
  readonly actMs: number;
  readonly verifyMs: number;
  readonly endlessMs: number;
}

export type Preparation =
  | { readonly kind: 'operation'; readonly operation: OperationSpec }
  | { readonly kind: 'mark'; readonly name: string; readonly location: Location };

/** Runbook + stack + fault or goal + probes + budget. */
export interface Scenario {
  /** Path without extension, relative to the working directory. */
  readonly id: string;
  readonly file: string;
  readonly digest: string;
  readonly title: string;
  readonly location: Location;
  readonly tags: readonly string[];
  /** Absolute or working-directory-relative path of the Markdown file. */
  readonly runbook: Located<string>;
  /** `procedure`, `step` or `file.md#procedure`. Empty: the runbook's one acting procedure. */
  readonly follow: readonly Located<string>[];
  readonly take: readonly Located<string>[];
  /** Whether `take` is given at all: an empty list takes no branch, on purpose. */
  readonly takesDecided: boolean;
  readonly stack: readonly Located<string>[];
  readonly engine?: EngineKind;
  readonly prepare: readonly Preparation[];
  readonly load?: Load;
  /** Files whose ready probes it may use. */
  readonly readyFiles?: readonly ReadyFile[];
  readonly steadyState: readonly Probe[];
  readonly never: readonly Probe[];
  /** Probes of the recovered state, when they differ from the steady state. */
  readonly recovered: readonly Probe[];
  readonly goal: readonly Probe[];
  /** Names of probes that must be red. */
  readonly symptom: readonly Located<string>[];
  readonly faults: readonly FaultSpec[];
  readonly variables: readonly Variable[];
  readonly steps: readonly StepPatch[];
  readonly inline?: 'run';
  readonly onFail: 'continue' | 'stop';
  readonly outcome: ExpectedOutcome;
  readonly budget: Budget;
  readonly pace: Pace;
  readonly rtoMs?: number;
  readonly rpo: RecoveryPoint;
  /** What the procedure changes also on a healthy system; absent: nobody says. */
  readonly effects?: DeclaredEffects;
  /** Longest interruption that a planned procedure may cause; 0 for none. */
  readonly interruptionMs?: number;
  readonly cause: 'may-remain' | 'must-be-gone';
  /** Whether the scenario says it itself. */
  readonly causeIsSaid?: true;
  readonly exclusive: boolean;
  /** Times that are shorter here than in production, in words for reports. */
  readonly scaled: readonly string[];
  readonly about?: About;
}
