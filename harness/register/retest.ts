import type { FollowUp } from '../model/team.ts';
import type { RecordResult, RunRecord } from './record.ts';

/** Reasons that only a trial shows which a verdict does not need. */
const shownBy: Readonly<Record<string, string>> = { harmful: 'without-fault', 'not-repeatable': 'twice' };

/**
 * What the register tells of a finding after the run that had it last. Only a verified run whose trials could show it says that it is
 * gone; any other later one is told with its own outcome. Found again and not drilled since: still found. Undefined when nobody has
 * looked again, or no run on record had it.
 */
export function retestOf(
  records: readonly RunRecord[],
  { scenario, finding }: Pick<FollowUp, 'scenario' | 'finding'>,
): FollowUp['retest'] | undefined {
  const drilled = records.flatMap(({ run, openedAt, state, results = [] }) => {
    const result = state === 'closed' ? results.find(({ id }) => id === scenario) : undefined;
    return result === undefined ? [] : [{ run, at: openedAt, result }];
  });
  const isFound = ({ result }: (typeof drilled)[number]): boolean => result.findings.includes(finding);
  const last = drilled.findLastIndex(isFound);
  if (last < 0) return undefined;
  const later = drilled.slice(last + 1);
  const told = later.find(({ result }) => couldShow(result, finding)) ?? later.find(({ result }) => result.outcome !== 'verified');
  if (told !== undefined) return { run: told.run, at: told.at, outcome: told.result.outcome, stillFound: false };
  const again = drilled[last];
  if (again === undefined || drilled.findIndex(isFound) === last) return undefined;
  return { run: again.run, at: again.at, outcome: again.result.outcome, stillFound: true };
}

/** A trial that was refuted or void for another reason may have ended before this could show. */
function couldShow({ outcome, trials }: RecordResult, finding: string): boolean {
  return outcome === 'verified' && trials.includes(shownBy[finding] ?? 'as-written');
}
