import { enough, lastInARow } from '../../model/in-a-row.ts';
import { isGreen } from '../round.ts';
import type { Round } from '../round.ts';
import type { Sampler } from '../sampler.ts';
import type { PhaseResult, Trial } from '../trial.ts';

const leastMs = 5_000;
/** A cause that took so long to show may take as long to come back. */
const timesSymptom = 1.5;

/** Service stays: no three red rounds in a row for the hold's time. A run of red ones at its end is waited for. */
export async function hold(trial: Trial, sampler: Sampler, fromInjectToSymptomMs: number): Promise<PhaseResult> {
  const red = (round: Round): boolean => !isGreen({ ...round, phase: 'hold' });
  const beganMs = trial.now();
  const forMs = Math.max(leastMs, trial.plan.facts.holdMs, timesSymptom * fromInjectToSymptomMs);
  const endMs = beganMs + forMs;
  const stayed = await sampler.until(rounds => {
    const run = lastInARow(
      rounds.filter(round => round.endedMs > beganMs),
      red,
    );
    if (run.length >= enough) return false;
    return run.length === 0 && (rounds.at(-1)?.endedMs ?? 0) >= endMs ? true : undefined;
  }, endMs);
  const last = sampler.rounds.at(-1)?.probes.find(probe => !probe.held);
  return { held: stayed, ...(stayed || last === undefined ? {} : { note: `${last.name}: ${last.message}` }) };
}
