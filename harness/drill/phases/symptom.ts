import { enough, lastInARow } from '../../model/in-a-row.ts';
import { showsSymptom } from '../round.ts';
import type { Round } from '../round.ts';
import type { Sampler } from '../sampler.ts';
import type { PhaseResult, Trial } from '../trial.ts';

export interface Symptom extends PhaseResult {
  /** The first of the red rounds that decided. */
  readonly first?: Round;
}

/** Users notice: three red rounds in a row, the first of them begun after the injection and within the budget. */
export async function symptom(trial: Trial, sampler: Sampler, injectedMs: number): Promise<Symptom> {
  const { budget, symptomProbes } = trial.plan.facts;
  const shows = (round: Round): boolean => round.endedMs > injectedMs && showsSymptom(round, symptomProbes);
  const deadlineMs = trial.now() + budget.symptomMs;
  const first = await sampler.until((rounds, over) => {
    const run = lastInARow(rounds, shows);
    if (run.length >= enough) return run[0];
    return over && (run[0] === undefined || run[0].startedMs > deadlineMs) ? null : undefined;
  }, deadlineMs);
  if (first) return { held: true, first };
  const green = symptomProbes.filter(name => sampler.rounds.at(-1)?.probes.some(probe => probe.name === name && probe.held));
  return { held: false, note: green.length === 0 ? 'the steady state held' : `still green: ${green.join(', ')}` };
}
