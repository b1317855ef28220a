import { setTimeout as sleep } from 'node:timers/promises';
import { stepLeftOut as stepLeftOutOf } from '../../model/trial-kind.ts';
import type { PlannedStep } from '../../planning/plan.ts';
import type { Attended, Passed } from '../at-gate.ts';
import type { Effects } from '../effects.ts';
import type { Operator } from '../operator.ts';
import { showsSymptom } from '../round.ts';
import { runStep } from '../run-step.ts';
import type { Sampler } from '../sampler.ts';
import { TrialOver } from '../trial.ts';
import type { PhaseResult, Trial } from '../trial.ts';
import { stepLeftOut } from '../../planning/step-left-out.ts';
import { proveAgain } from './effect.ts';
import type { Strikes } from './strike.ts';
import type { ActiveFault } from './inject.ts';

/** What is followed, by whom, and against which faults (none: on a healthy system). */
export interface Response {
  readonly operator: Operator;
  /** One more shell, for whoever follows beside or begins again. */
  another(): Operator;
  readonly active: readonly ActiveFault[];
  /** Faults that come with steps. */
  readonly strikes?: Strikes;
  /** A person who decides at each step. */
  readonly person?: Attended;
  /** What it changes on a healthy system. */
  readonly effects?: Effects;
  /** Until when, in the trial's time, a check is tried again where a step was left out: nothing more is to be seen then. */
  readonly patientUntil?: () => number;
  /** Step behind which the procedure is left; undefined when it is followed to its end. */
  readonly leftBehind?: string;
  /** Told when what acts may run; another person who follows beside waits for it. */
  readonly onClearToAct?: () => void;
}

/** Follows the steps as written. A failing step stops nothing, unless it is a gate or `onFail` says so. */
export async function respond(
  trial: Trial,
  sampler: Sampler,
  { operator, active, strikes, person, patientUntil, leftBehind, onClearToAct }: Response,
): Promise<PhaseResult> {
  const { plan } = trial;
  let checkClear = active.length > 0;
  let first = true;
  let stopped = false;
  let left = false;
  let allHeld = true;
  for (const [index, step] of plan.steps.entries()) {
    const id = stepId(trial, index);
    trial.endIfVoid();
    // A manual step that nobody answers: only what comes after the last acting step may stand here, see `refuseWhatCannotCount`.
    if (left) {
      trial.record({ type: 'step.skipped', step: id, why: `it was left after step ${leftBehind ?? ''}`, kind: 'left' });
      continue;
    }
    if (stopped || step.omitted !== undefined || (step.block.language === 'person' && person === undefined)) {
      skip(trial, step, id, stopped);
      continue;
    }
    if (trial.options.paceMs !== undefined && !first) await sleep(trial.options.paceMs, undefined, { signal: trial.signal });
    first = false;
    const acts = step.block.role !== 'diagnose' && step.block.language !== 'person';
    const passed: Passed =
      person === undefined
        ? { go: 'run', step }
        : await person.pass({ id, step, number: index + 1, firstToAct: checkClear && acts, what: whatIs(step) });
    if (passed.go === 'stop' || passed.go === 'finish') throw new TrialOver('stopped at the gate');
    if (passed.go === 'leave-out') {
      trial.record({ type: 'step.skipped', step: id, why: passed.why, kind: passed.kind });
      person?.leftOut();
      continue;
    }
    if (checkClear && acts) {
      // Where the procedure was left before, nothing is ascribed to it any more.
      if (person?.deviated !== true) await ensureClearToAct(trial, sampler, [...active, ...(strikes?.active ?? [])], id);
      checkClear = false;
    }
    if (acts) onClearToAct?.();
    const isLeftOut = stepLeftOutOf(trial.options.trial) === id;
    const run = (): Promise<{ readonly held: boolean }> =>
      runStep(trial, operator, isLeftOut ? stepLeftOut(passed.step) : passed.step, id, patientUntil === undefined ? {} : { patientUntil });
    const { held } = await (strikes === undefined ? run() : strikes.around(id, run));
    person?.ran(passed.step, id, held);
    allHeld &&= held;
    left = id === leftBehind;
    const why = held ? undefined : whyToStop(trial, step);
    if (why === undefined) continue;
    trial.record({ type: 'procedure.stopped', step: id, why });
    stopped = true;
  }
  if (person?.last?.held === false) await askWhatNow(trial, person);
  return { held: allHeld && !stopped };
}

/** The last step that ran did not hold: a reader would not just look on. */
async function askWhatNow(trial: Trial, person: Attended): Promise<void> {
  const last = person.last;
  if (last === undefined) return;
  const number = trial.plan.steps.findIndex((_, index) => stepId(trial, index) === last.id) + 1;
  const passed = await person.pass({ id: last.id, step: last.step, number, firstToAct: false, what: 'not-held' });
  if (passed.go !== 'finish') throw new TrialOver('stopped at the gate');
}

function whatIs({ block }: PlannedStep): 'step' | 'manual' {
  return block.language === 'person' ? 'manual' : 'step';
}

/** Id of a planned step, as the facts and the events give it. */
export function stepId(trial: Trial, index: number): string {
  return trial.plan.facts.steps[index]?.id ?? trial.plan.steps[index]?.block.id ?? String(index);
}

function skip(trial: Trial, { omitted }: PlannedStep, id: string, stopped: boolean): void {
  if (stopped) trial.record({ type: 'step.skipped', step: id, why: 'the procedure was stopped before', kind: 'after-stop' });
  else
    trial.record({
      type: 'step.skipped',
      step: id,
      why: omitted?.why ?? 'a manual step that nothing waits for',
      kind: omitted?.kind ?? 'skip',
    });
}

function whyToStop(trial: Trial, step: PlannedStep): 'gate' | 'on-fail' | undefined {
  if (step.block.role === 'diagnose') return step.gate ? 'gate' : undefined;
  return trial.plan.scenario.onFail === 'stop' ? 'on-fail' : undefined;
}

/**
 * Before the first step that acts, the fault must still have effect and users must still notice: what comes after would
 * otherwise be ascribed to the procedure. Takes no time of its own beyond the proof.
 */
async function ensureClearToAct(trial: Trial, sampler: Sampler, active: readonly ActiveFault[], step: string): Promise<void> {
  const gone = await proveAgain(trial, active, 'respond');
  const last = sampler.rounds.at(-1);
  if (gone !== undefined)
    trial.record({ type: 'not-clear-to-act', step, why: 'fault-ineffective', message: `${gone.name}: ${gone.proof}` });
  else if (last === undefined || !showsSymptom(last, trial.plan.facts.symptomProbes)) {
    trial.record({
      type: 'not-clear-to-act',
      step,
      why: 'no-symptom',
      message: 'the last round before the first acting step was green: service had come back before',
    });
  } else return;
  throw new TrialOver('not clear to act');
}
