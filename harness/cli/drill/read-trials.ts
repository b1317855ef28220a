import type { TrialToRun } from '../../drill/trial.ts';
import { usageError } from '../read-arguments.ts';
import { readList } from '../read-list.ts';

// Kept here as words: the drill itself is loaded only when there is something to drill.
export const allTrials: readonly TrialToRun[] = ['as-written', 'without-runbook', 'without-fault', 'twice'];

/**
 * The trials that `--trials` names, in the order in which they are run.
 * @throws {HarnessError} `usage` for a word that is none of them
 */
export function readTrials(text: string | undefined): readonly TrialToRun[] | undefined {
  if (text === undefined) return undefined;
  const asked = readList(text, allTrials, { what: 'trial', expected: 'one of' });
  if (asked.length === 0) throw usageError('unexpected empty --trials, expected a list such as as-written,without-runbook');
  return asked;
}
