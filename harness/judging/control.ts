import { enough } from '../model/in-a-row.ts';
import type { Judged } from './judged.ts';
import { runsOf } from './rounds.ts';
import type { TrialRecord } from './trial-record.ts';

/** The least time that a control watches. */
const leastMs = 10_000;

/**
 * Whether the system came back by itself: three green rounds in a row at any time after the symptom, or fewer at the end, where
 * nobody watched on to see what they would become.
 */
export function selfHeals(record: TrialRecord): Judged | undefined {
  const since = record.symptom?.seq ?? record.phase('recovery')?.startedSeq ?? 0;
  const watched = record.rounds.filter(({ seq }) => seq >= since);
  const run = runsOf(watched, round => round.restored || (round.steady && !record.facts.planned)).find(
    candidate => candidate.length >= enough || candidate.at(-1) === watched.at(-1),
  );
  if (run === undefined && record.phase('recovery')?.held !== true) return undefined;
  const afterMs = Math.max(0, (run?.[0]?.startedMs ?? 0) - (watched[0]?.startedMs ?? 0));
  const when = `${(afterMs / 1000).toFixed(1)} s after ${record.symptom === undefined ? 'watching began' : 'the first red round'}`;
  return {
    reason: 'self-heals',
    detail: `${run !== undefined && run.length < enough ? 'perhaps, for it was green when watching ended, ' : ''}without anybody doing anything, ${when}`,
  };
}

/** Milliseconds from the first red round to the last round: how long it was seen not to heal. */
export function watchedMs(record: TrialRecord): number {
  const sinceMs = record.symptom?.startedMs ?? (record.facts.planned ? record.phase('recovery')?.startedMs : undefined);
  return sinceMs === undefined
    ? 0
    : (record.rounds.findLast(({ phase }) => phase === 'recovery' || phase === 'hold')?.endedMs ?? 0) - sinceMs;
}

/** Why the control was too short to say anything; undefined when it was long enough. */
export function tooShort(record: TrialRecord): string | undefined {
  const neededMs = Math.max(leastMs, record.facts.budget.controlMs);
  const actual = watchedMs(record);
  return actual < neededMs - 50 ? `the control watched for ${Math.round(actual)} ms, needed are ${neededMs} ms` : undefined;
}
