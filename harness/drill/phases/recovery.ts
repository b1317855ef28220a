import { enough, lastInARow } from '../../model/in-a-row.ts';
import { isGreen } from '../round.ts';
import type { Round } from '../round.ts';
import type { Sampler } from '../sampler.ts';
import type { PhaseResult, Trial } from '../trial.ts';

/**
 * Service is back: three green rounds in a row, the last of them begun after the last step had ended (what was green before a
 * step's last deed says nothing about it), the first within the budget.
 */
export async function recovery(trial: Trial, sampler: Sampler, sinceMs: number): Promise<PhaseResult> {
  const green = (round: Round): boolean => isGreen({ ...round, phase: 'recovery' });
  const deadlineMs = sinceMs + trial.plan.facts.budget.recoveryMs;
  const held = await sampler.until((rounds, over) => {
    const run = lastInARow(rounds, green);
    // While a person read, rounds went on: what came back after the budget came back too late.
    const inTime = trial.options.gate === undefined || (run[0]?.startedMs ?? 0) <= deadlineMs;
    if (run.length >= enough && (run.at(-1)?.startedMs ?? 0) >= sinceMs && inTime) return true;
    return over && (run[0] === undefined || run[0].startedMs > deadlineMs) ? false : undefined;
  }, deadlineMs);
  if (held) return { held };
  const red = sampler.rounds.at(-1)?.probes.find(probe => !probe.held && probe.of !== 'never');
  return { held, ...(red === undefined ? {} : { note: `${red.name}: ${red.message}` }) };
}
