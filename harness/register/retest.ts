import type { FollowUp } from '../model/team.ts';
import type { RecordResult, RunRecord } from './record.ts';

/** Reasons that only a trial shows which a verdict does not need. */
const shownBy: Readonly<Record<string, string>> = { harmful: 'without-fault', 'not-repeatable': 'twice' };

/**
 * What the register tells of a finding after it was found: the first run, later than the last that had it, that could have found it and
 * did not; else the last that found it again. Only a verified scenario whose trials could show a finding says that it is gone. Undefined
 * when no run on record had it, or nobody has looked since.
 */
export function retestOf(
  records: readonly RunRecord[],
  { scenario, finding }: Pick<FollowUp, 'scenario' | 'finding'>,
): FollowUp['retest'] | undefined {
  const drilled = records.flatMap(({ run, openedAt, state, results = [] }) => {
    const result = state === 'closed' ? results.find(({ id }) => id === scenario) : undefined;
    return result === undefined ? [] : [{ run, at: openedAt, result }];
  });
  const isFound = ({ result }: (typeof drilled)[number]): boolean => result.findings.includes(finding) || result.reason === finding;
  const [first, last] = [drilled.findIndex(isFound), drilled.findLastIndex(isFound)];
  if (last === -1) return undefined;
  const gone = drilled.slice(last + 1).find(({ result }) => couldShow(result, finding));
  if (gone !== undefined) return { run: gone.run, at: gone.at, outcome: gone.result.outcome, stillFound: false };
  const again = drilled[last];
  return again === undefined || first === last
    ? undefined
    : { run: again.run, at: again.at, outcome: again.result.outcome, stillFound: true };
}

/** A trial that was refuted or void for another reason may have ended before this could show. */
function couldShow({ outcome, trials }: RecordResult, finding: string): boolean {
  return outcome === 'verified' && trials.includes(shownBy[finding] ?? 'as-written');
}
