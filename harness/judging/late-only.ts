import type { Reason } from '../model/verdict.ts';
import type { TrialRecord } from './trial-record.ts';

/** What rounds decide that were red where they ought to be green. */
const byRounds: readonly Reason[] = ['not-restored', 'relapsed', 'not-repeatable'];

/**
 * Whether a trial is refuted by nothing but the time of answers: service came back later than its target, or it was back and was then
 * too slow for a while, with no answer that was wrong. Other trials, or whatever else the machine has to do, bring the same about.
 */
export function lateOnly({ rounds }: TrialRecord, reason: Reason): boolean {
  if (reason === 'restored-late') return true;
  if (!byRounds.includes(reason)) return false;
  const followed = rounds.filter(({ phase }) => phase === 'respond' || phase === 'recovery' || phase === 'hold');
  const back = followed.findIndex(({ restored }) => restored);
  const red = back === -1 ? [] : followed.slice(back).filter(({ restored }) => !restored);
  return red.length > 0 && red.every(({ probes }) => isLate(probes.filter(({ of, held }) => of !== 'never' && !held)));
}

function isLate(failed: TrialRecord['rounds'][number]['probes']): boolean {
  return failed.length > 0 && failed.every(({ late }) => late === true);
}
