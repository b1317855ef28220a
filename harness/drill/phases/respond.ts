import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedStep } from '../../planning/plan.ts';
import type { Operator } from '../operator.ts';
import { showsSymptom } from '../round.ts';
import { runStep } from '../run-step.ts';
import type { Sampler } from '../sampler.ts';
import { TrialOver } from '../trial.ts';
import type { PhaseResult, Trial } from '../trial.ts';
import { proveAgain } from './effect.ts';
import type { ActiveFault } from './inject.ts';

/**
 * Follows the steps as written, against `active` faults or, with none, on a healthy system. A failing step stops nothing, unless it is a gate or `onFail`
 * says so.
 */
export async function respond(trial: Trial, sampler: Sampler, operator: Operator, active: readonly ActiveFault[]): Promise<PhaseResult> {
  const { plan } = trial;
  let checkClear = active.length > 0;
  let first = true;
  let stopped = false;
  let allHeld = true;
  for (const [index, step] of plan.steps.entries()) {
    const id = stepId(trial, index);
    trial.endIfVoid();
    // A manual step that nobody answers: only what comes after the last acting step may stand here, see `refuseWhatCannotCount`.
    if (stopped || step.omitted !== undefined || step.block.language === 'person') {
      skip(trial, step, id, stopped);
      continue;
    }
    if (trial.options.paceMs !== undefined && !first) await sleep(trial.options.paceMs, undefined, { signal: trial.signal });
    first = false;
    if (checkClear && step.block.role !== 'diagnose') {
      await ensureClearToAct(trial, sampler, active, id);
      checkClear = false;
    }
    const { held } = await runStep(trial, operator, step, id);
    allHeld &&= held;
    const why = held ? undefined : whyToStop(trial, step);
    if (why === undefined) continue;
    trial.record({ type: 'procedure.stopped', step: id, why });
    stopped = true;
  }
  return { held: allHeld && !stopped };
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
