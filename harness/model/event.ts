import type { AspectName, Change, DeclaredEffects } from './effects.ts';
import type { Differing } from './elsewhere.ts';
import type { GateAction, Rehearsal } from './gate.ts';
import type { Location } from './location.ts';
import type { Role, RoleFrom } from './runbook.ts';
import type { PeopleTime } from './config.ts';
import type { TrialKind } from './trial-kind.ts';
import type { About, Budget, ExpectedOutcome, RecoveryPoint } from './scenario.ts';

export const phases = [
  'provision',
  'prepare',
  'baseline',
  'inject',
  'effect',
  'symptom',
  'respond',
  'recovery',
  'hold',
  'residual',
  'destroy',
] as const;
export type Phase = (typeof phases)[number];

/** A step as it was planned; enough to judge and to report without the runbook. */
export interface PlannedStepFacts {
  readonly id: string;
  readonly role: Role;
  readonly roleFrom: RoleFrom;
  readonly location: Location;
  readonly text: string;
  /** What it runs after variables were replaced; absent when equal to `text`. Secrets are redacted. */
  readonly bound?: string;
  /** Later steps that read what its commands write: without them these fail for want of it. */
  readonly feeds?: readonly string[];
  /** Of a step of the diagnosis: a command by which it does more than look. Only a matrix asks. */
  readonly acts?: string;
  /** Whether `exit`, `expect` or an `output` fence makes it a gate (diagnose) or a check. */
  readonly gate: boolean;
  /** What its author expects of it, in words; absent where nothing is said. */
  readonly expects?: string;
  readonly timeoutMs: number;
  /** How long a person takes for it, where its author says it. */
  readonly takesMs?: number;
}

/** A runbook that is followed, as it says of itself. */
export interface RunbookFacts {
  readonly file: string;
  readonly title: string;
  readonly digest: string;
  readonly owner?: string;
  readonly severity?: string;
  readonly service?: string;
  /** When it was last reviewed, in its author's words. */
  readonly review?: string;
}

export interface ProcedureFacts {
  /** `<runbook file>#<heading's slug>`. */
  readonly id: string;
  readonly title: string;
  readonly location: Location;
}

/** A step of what is followed that the scenario does not carry out. */
export interface NotTaken {
  readonly step: string;
  /** The words that made it a branch. */
  readonly condition: string;
  readonly location: Location;
}

export interface FaultFacts {
  readonly name: string;
  readonly kind: string;
  readonly settings: unknown;
  readonly location: Location;
  /** Id of the step with which it comes; else it comes before the procedure. */
  readonly during?: string;
  /** Whether its cause must be gone at the end, whatever holds for the others. */
  readonly mustBeGone?: true;
}

/** What the judge needs to know of the plan; written as the first line of each journal. */
export interface PlanFacts {
  readonly scenario: string;
  readonly scenarioFile: string;
  readonly title: string;
  readonly runbook: string;
  readonly planned: boolean;
  readonly steps: readonly PlannedStepFacts[];
  readonly budget: Budget;
  readonly probeEveryMs: number;
  readonly holdMs: number;
  readonly rtoMs?: number;
  readonly rpo: RecoveryPoint;
  readonly interruptionMs?: number;
  readonly cause: 'may-remain' | 'must-be-gone';
  readonly onFail: 'continue' | 'stop';
  readonly outcome: ExpectedOutcome;
  readonly adaptations: readonly Adaptation[];
  readonly differs: readonly string[];
  readonly digests: Readonly<Record<string, string>>;
  readonly symptomProbes: readonly string[];
  readonly hasLoad: boolean;
  /** Whether executions of the jobs that writes ask for are counted, too. */
  readonly countsJobs?: true;
  /** One digest over all that was put to the test; when it changes, older evidence is stale. */
  readonly inputDigest: string;
  readonly runbooks: readonly RunbookFacts[];
  readonly procedures: readonly ProcedureFacts[];
  readonly notTaken: readonly NotTaken[];
  readonly faults: readonly FaultFacts[];
  readonly tags: readonly string[];
  /** Why it is drilled, in the team's words. */
  readonly about?: About;
  /** What people need, where the team declared it. */
  readonly people?: PeopleTime;
  /** Who answers for it, where drillbook.yaml says so. */
  readonly owner?: string;
  /** What the author says that it changes also on a healthy system. */
  readonly effects?: DeclaredEffects;
}

/** Something that the scenario changed in the procedure; printed under the verdict everywhere. */
export interface Adaptation {
  readonly step: string;
  readonly what: string;
  readonly why: string;
  readonly location: Location;
}

export interface ProbeResult {
  readonly name: string;
  /** What it is asked for: part of the steady state, of `recovered`, of `goal`, or `never`. */
  readonly of: 'steady' | 'recovered' | 'goal' | 'never';
  readonly held: boolean;
  /** One line: what was seen, what was expected. Empty when it held (a `never` probe that could not be asked holds and says so). */
  readonly message: string;
  readonly durationMs: number;
  /** Red for its time alone: nothing came within the limit, or what came was right. A busy machine does the same. */
  readonly late?: true;
}

/** A statement that failed inside a block without deciding its status. */
export interface MaskedFailure {
  readonly location: Location;
  readonly status: number;
  readonly text: string;
}

interface Base {
  /** Position in the journal, from 0. */
  readonly seq: number;
  /** Milliseconds since the trial began, on the harness's monotonic clock. */
  readonly atMs: number;
  readonly phase: Phase;
}

export type WriteOutcome = 'acknowledged' | 'indeterminate' | 'refused';

/** What `read` shows of the writes that were sent. */
export interface LedgerReading {
  readonly present: number;
  readonly acknowledged: number;
  readonly indeterminate: number;
  readonly refused: number;
  /** Acknowledged and absent. */
  readonly lost: readonly string[];
  /** Of ours, present more than once. */
  readonly duplicated: readonly string[];
  /** Refused for certain, yet present. */
  readonly resurrected: readonly string[];
  /** What became of the jobs that the writes asked for; absent where nobody reads it. */
  readonly jobs?: {
    /** Acknowledged, and no execution is known of it. */
    readonly neverExecuted: readonly string[];
    /** Of ours, executed more than once. */
    readonly executedTwice: readonly string[];
  };
}

export type EventBody =
  | {
      readonly type: 'trial.started';
      readonly trial: TrialKind;
      readonly attempt: number;
      readonly because?: 'human-pace' | 'alone' | 'second-attempt';
      readonly engine: string;
      readonly startedAt: string;
      readonly facts: PlanFacts;
      readonly drillbook: string;
      /** With a person at the gate. */
      readonly rehearsal?: Rehearsal;
    }
  | { readonly type: 'phase.started' }
  | { readonly type: 'phase.ended'; readonly held: boolean; readonly note?: string }
  | {
      readonly type: 'stack.ready';
      readonly services: readonly { readonly name: string; readonly runs: string }[];
      readonly standIns: readonly string[];
    }
  /** In the trial `elsewhere`: what is otherwise there, and what had to stay. */
  | ({ readonly type: 'elsewhere.made' } & Differing)
  | { readonly type: 'prepared'; readonly what: string; readonly held: boolean; readonly message: string; readonly location?: Location }
  | { readonly type: 'marked'; readonly name: string }
  | {
      readonly type: 'round';
      readonly startedMs: number;
      readonly endedMs: number;
      readonly green: boolean;
      readonly probes: readonly ProbeResult[];
      readonly failedWrites: number;
    }
  | { readonly type: 'round.late'; readonly byMs: number }
  | { readonly type: 'writes'; readonly results: readonly { readonly id: string; readonly outcome: WriteOutcome; readonly atMs: number }[] }
  | ({ readonly type: 'ledger' } & LedgerReading)
  | { readonly type: 'ledger.unread'; readonly message: string }
  | {
      readonly type: 'fault.injected';
      readonly fault: string;
      readonly kind: string;
      readonly summary: string;
      readonly persistence: Persistence;
      readonly location: Location;
    }
  | {
      readonly type: 'fault.effect';
      readonly fault: string;
      readonly when: 'effect' | 'respond' | 'during' | 'residual';
      readonly held: boolean;
      readonly proof: string;
    }
  | { readonly type: 'step.started'; readonly step: string; readonly attempt: number }
  | { readonly type: 'step.output'; readonly step: string; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly type: 'step.ended';
      readonly step: string;
      readonly attempt: number;
      readonly status: number;
      readonly timedOut: boolean;
      readonly closedShell: boolean;
      readonly stoppedEndless: readonly string[];
      readonly durationMs: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly droppedBytes: number;
      readonly held: boolean;
      readonly message: string;
      readonly syntaxError: boolean;
      readonly masked: readonly MaskedFailure[];
      readonly last: boolean;
    }
  | {
      readonly type: 'step.skipped';
      readonly step: string;
      readonly why: string;
      readonly kind: 'skip' | 'after-stop' | 'answered' | 'not-branch' | 'left';
    }
  /** In the trial `concurrent`: how a step ended for the second person who follows. */
  | {
      readonly type: 'colleague.ended';
      readonly step: string;
      readonly status: number;
      readonly held: boolean;
      readonly message: string;
    }
  | { readonly type: 'procedure.stopped'; readonly step: string; readonly why: 'gate' | 'on-fail' }
  | { readonly type: 'not-clear-to-act'; readonly step: string; readonly why: 'fault-ineffective' | 'no-symptom'; readonly message: string }
  | {
      readonly type: 'gate.decided';
      readonly step: string;
      readonly action: GateAction;
      /** How long it was thought about: since the step was shown, or since the choice before. */
      readonly readMs: number;
      /** Who decided, where only one can have. */
      readonly by?: string;
      /** The block as it was edited, the line typed on the shell, or what was said of a manual step. */
      readonly text?: string;
    }
  /** On a healthy system: what is otherwise after the procedure and was not changing before, or after, by itself. */
  | {
      readonly type: 'effects.seen';
      readonly changes: readonly Change[];
      /** Changes that are not listed. */
      readonly more: number;
      /** What changes without anybody, such as rows of the load. */
      readonly restless: readonly string[];
      readonly unseen: readonly { readonly aspect: AspectName; readonly what: string; readonly why: string }[];
    }
  | { readonly type: 'gate.ran'; readonly text: string; readonly status: number; readonly durationMs: number }
  | { readonly type: 'noted'; readonly step: string; readonly text: string; readonly by?: string }
  | { readonly type: 'diagnosed'; readonly text: string; readonly by?: string }
  | { readonly type: 'kept'; readonly forMs: number }
  | { readonly type: 'deviated'; readonly step: string; readonly message: string }
  | { readonly type: 'incomplete'; readonly message: string; readonly location?: Location }
  | { readonly type: 'unsupported'; readonly what: string; readonly location?: Location }
  | { readonly type: 'slow'; readonly what: string; readonly heldUpMs: number; readonly ofMs: number }
  | { readonly type: 'harness.failed'; readonly code: string; readonly message: string; readonly hint: string }
  | { readonly type: 'interrupted'; readonly by: string }
  | { readonly type: 'trial.ended' };

/** `held`: the harness holds a cause that the procedure can remove. `damage`: state is broken, the cause is gone. `external`: can only be worked around. `transient`: heals alone. */
export type Persistence = 'held' | 'damage' | 'external' | 'transient';

/** One line of a journal. Everything printed or reported is computed from these. */
export type DrillEvent = Base & EventBody;
export type EventType = DrillEvent['type'];
export type EventOf<T extends EventType> = Extract<DrillEvent, { readonly type: T }>;
