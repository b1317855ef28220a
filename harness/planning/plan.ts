import type { FaultDefinition } from '../faults/fault.ts';
import type { Config } from '../model/config.ts';
import type { EngineKind } from '../model/engine-kind.ts';
import type { PlanFacts } from '../model/event.ts';
import type { Location } from '../model/location.ts';
import type { Expectation, OperationSpec } from '../model/operation.ts';
import type { Problem } from '../model/problem.ts';
import type { Block, Runbook } from '../model/runbook.ts';
import type { FaultSpec, Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import type { Known } from './known.ts';
import type { OperationDefinition } from '../operations/operation.ts';
import type { ProbeResult } from '../model/event.ts';
import type { Inputs } from './input-digest.ts';

export interface PlannedProbe {
  readonly name: string;
  readonly of: ProbeResult['of'];
  readonly operation: OperationDefinition;
  readonly spec: OperationSpec;
  readonly expect: Expectation;
}

export interface PlannedStep {
  readonly block: Block;
  /** The runbook that holds it (`follow` may name other files). */
  readonly runbook: Runbook;
  /** After variables were replaced. */
  readonly script: string;
  readonly timeoutMs: number;
  readonly endlessMs: number;
  readonly gate: boolean;
  /** Set when the step is not run: why, and what kind of omission. */
  readonly omitted?: { readonly why: string; readonly kind: 'skip' | 'answered' | 'not-branch'; readonly deviates: boolean };
}

export interface PlannedFault {
  readonly fault: FaultDefinition;
  readonly spec: FaultSpec;
}

/** What would run, bound to definitions; the drill only runs what was bound. */
export interface Plan {
  readonly scenario: Scenario;
  readonly stack: Stack;
  readonly runbooks: readonly Runbook[];
  /** The text of each of them, as it stands in its file. */
  readonly documents: readonly string[];
  readonly steps: readonly PlannedStep[];
  readonly probes: readonly PlannedProbe[];
  readonly faults: readonly PlannedFault[];
  /** Exported to the shell before the first step. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values that must not reach the evidence. */
  readonly secrets: readonly string[];
  /** Inline commands that the procedure asks for and nobody carries out: the drill is then `incomplete`. */
  readonly left: readonly { readonly message: string; readonly location: Location }[];
  readonly facts: PlanFacts;
  /** What it is bound to, with the definitions of its plugins. */
  readonly known: Known;
  /** What `facts.inputDigest` was made of. */
  readonly inputs?: Inputs;
  /** That the scenario names, or else its `drillbook.yaml`. Absent: the first that works. */
  readonly engine?: EngineKind;
  /** The nearest `drillbook.yaml`, where there is one. */
  readonly config?: Config;
}

/** A plan that can be drilled, or everything that stands in its way. */
export type Planned =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: readonly Problem[] }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** Set where nothing but its runbook is missing, which is kept elsewhere: it is skipped and told, and is no pass. One of `problems`. */
      readonly skipped?: Problem;
    };
