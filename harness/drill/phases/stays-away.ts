import { enough, lastInARow } from '../../model/in-a-row.ts';
import { isGreen } from '../round.ts';
import type { Round } from '../round.ts';
import type { Sampler } from '../sampler.ts';
import type { PhaseResult, Trial } from '../trial.ts';
import { controlEnd } from './watch.ts';

/** With a step left out: whether service comes back all the same, in the time for which the control watches. */
export async function comesBackWithout(trial: Trial, sampler: Sampler, sinceSymptomMs: number, stepsEndedMs: number): Promise<PhaseResult> {
  const green = (round: Round): boolean => isGreen({ ...round, phase: 'recovery' });
  const end = controlEnd(trial, sinceSymptomMs);
  const held = await sampler.until(rounds => {
    const run = lastInARow(rounds, green);
    if (run.length >= enough && (run.at(-1)?.startedMs ?? 0) >= stepsEndedMs) return true;
    // A run that has begun is waited for.
    return (rounds.at(-1)?.endedMs ?? 0) >= end() && run.length === 0 ? false : undefined;
  }, Number.POSITIVE_INFINITY);
  return { held, note: held ? 'service came back without the step' : 'service stayed away without the step' };
}
