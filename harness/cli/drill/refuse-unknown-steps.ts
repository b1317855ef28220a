import { actingSteps } from '../../drill/asked-trials.ts';
import { stepLeftBehind, stepLeftOut, type AskedTrial } from '../../model/trial-kind.ts';
import type { Plan } from '../../planning/plan.ts';
import { nearest } from '../../support/nearest.ts';
import { usageError } from '../read-arguments.ts';

/** @throws {HarnessError} `usage` when a trial is about a step that no scenario's procedure has: it would silently not be run. */
export function refuseUnknownSteps(trials: readonly AskedTrial[], plans: readonly Plan[]): void {
  const known = [...new Set(plans.flatMap(plan => actingSteps(plan)))];
  for (const trial of trials) {
    const step = stepLeftOut(trial) ?? stepLeftBehind(trial);
    if (step === undefined || known.includes(step)) continue;
    const near = nearest(step, known);
    const expected = near === undefined ? `an acting step: ${known.length === 0 ? 'there is none' : known.join(', ')}` : `"${near}"`;
    throw usageError(`unexpected step "${step}" of the trial "${trial}", expected ${expected}`);
  }
}
