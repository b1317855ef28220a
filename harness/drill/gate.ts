import type { ProbeResult } from '../model/event.ts';
import type { GateAction, Rehearsal } from '../model/gate.ts';
import type { PlannedStep } from '../planning/plan.ts';

/** A person who decides what happens at each step. Data in, a decision out: the drill knows no terminal. */
export interface Gate extends Rehearsal {
  /** Asked before each step, and again until the step runs or is left out. */
  decide(asked: Asked): Promise<Decision>;
  /** Output of a line that was typed on the shell, redacted. */
  onOutput(text: string): void;
  /** Holds the stack after the last phase, for a look around; it is taken away when this resolves. Absent: at once. */
  readonly keep?: (kept: Kept) => Promise<void>;
}

/** What a person is asked about. */
export interface Asked {
  readonly id: string;
  readonly step: PlannedStep;
  /** Place of the step among all of the plan, from 1. */
  readonly number: number;
  readonly of: number;
  /** What is asked: to run a step, to do a manual one, or what to do when the last one did not hold. */
  readonly what: 'step' | 'manual' | 'not-held';
  /** What it runs after variables were replaced, redacted. */
  readonly script: string;
  /** The step that can be run again. */
  readonly last?: string;
  /** Whether it is the first step that acts: by then a person knows what is wrong. */
  readonly firstToAct: boolean;
  /** How the line ended that was typed on the shell just before. */
  readonly status?: number;
  /** Milliseconds since users noticed; of a planned procedure since it began. */
  elapsedMs(): number;
  /** Aborted when no answer is waited for any more: interrupted, or the stack was lost. */
  readonly signal: AbortSignal;
}

export type Decision =
  | { readonly action: Exclude<GateAction, 'edit' | 'shell'>; readonly text?: string }
  /** `text`: the block in the runbook's own words; `script`: the same with variables replaced. */
  | { readonly action: 'edit'; readonly text: string; readonly script: string }
  | { readonly action: 'shell'; readonly text: string; readonly signal?: AbortSignal }
  | { readonly action: 'note' | 'diagnosis'; readonly text: string };

/** A stack that is kept for a look around. */
export interface Kept {
  /** Runs a line on the operator's shell; resolves to its exit status. */
  line(text: string, signal?: AbortSignal): Promise<number>;
  /** Asks all probes once. */
  probes(): Promise<readonly ProbeResult[]>;
}
