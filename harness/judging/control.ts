import type { Judged } from './judged.ts';
import { enough, runsOf } from './rounds.ts';
import type { TrialRecord } from './trial-record.ts';

/** The least time that a control watches. */
const leastMs = 10_000;

/** Whether the system came back by itself. */
export function selfHeals(record: TrialRecord): Judged | undefined {
  const watched = record.rounds.filter(({ phase }) => phase === 'recovery');
  const run = runsOf(watched, round => round.restored || round.steady).find(candidate => candidate.length >= enough);
  if (run === undefined && record.phase('recovery')?.held !== true) return undefined;
  const afterMs = (run?.[0]?.startedMs ?? 0) - (record.symptom?.startedMs ?? 0);
  return { reason: 'self-heals', detail: `without anybody doing anything, ${Math.max(0, afterMs / 1000).toFixed(1)} s after the first red round` };
}

/** Milliseconds from the first red round to the last round: how long it was seen not to heal. */
export function watchedMs(record: TrialRecord): number {
  return record.symptom === undefined ? 0 : (record.rounds.at(-1)?.endedMs ?? 0) - record.symptom.startedMs;
}

/** Why the control was too short to say anything; undefined when it was long enough. */
export function tooShort(record: TrialRecord): string | undefined {
  const neededMs = Math.max(leastMs, record.facts.budget.controlMs);
  const actual = watchedMs(record);
  return actual < neededMs - 50 ? `the control watched for ${Math.round(actual)} ms, needed are ${neededMs} ms` : undefined;
}
