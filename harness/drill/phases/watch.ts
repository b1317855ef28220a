import { enough, lastInARow } from '../../model/in-a-row.ts';
import type { Sampler } from '../sampler.ts';
import type { PhaseResult, Trial } from '../trial.ts';

const leastMs = 10_000;
/** "Longer than": a control that stops at the same moment could have healed with the next round. */
const longerBy = 1.1;

/** When a control has watched for long enough; infinite as long as the trial with the runbook goes on. */
export function controlEnd({ plan, options }: Trial, sinceMs: number): () => number {
  const { budget, probeEveryMs } = plan.facts;
  let endMs = Number.POSITIVE_INFINITY;
  void (options.watchAtLeastMs ?? Promise.resolve(0)).then(ms => {
    endMs = sinceMs + Math.max(leastMs, budget.controlMs, ms * longerBy + probeEveryMs);
  });
  return () => endMs;
}

/**
 * The control: nobody does anything. Watches from the symptom for at least 10 s and `budget.control`, and longer than the trial
 * with the runbook took; it goes on until that one has ended. `held` tells whether service came back by itself.
 */
export async function watch(trial: Trial, sampler: Sampler, sinceMs: number): Promise<PhaseResult> {
  const end = controlEnd(trial, sinceMs);
  // Asked after each round: the end may be known only later.
  return await sampler.until(rounds => {
    const lastMs = rounds.at(-1)?.endedMs ?? 0;
    if (lastMs < end()) return undefined;
    return { held: lastInARow(rounds, round => round.green).length >= enough, note: `watched for ${Math.round(lastMs - sinceMs)} ms` };
  }, Number.POSITIVE_INFINITY);
}
