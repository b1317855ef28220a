import type { ExpectedOutcome } from '../model/scenario.ts';
import type { ScenarioVerdict } from '../model/verdict.ts';

/**
 * Whether a verdict is the one that the scenario expects: outcome and reason, and a known failure not
 * past its date. `today` is an ISO date; the day named by `until` is still accepted.
 */
export function asExpected(
  expected: ExpectedOutcome,
  verdict: Pick<ScenarioVerdict, 'outcome' | 'reason'>,
  today: string,
): { readonly ok: boolean; readonly message: string } {
  const seen = verdict.outcome === 'verified' ? 'verified' : `${verdict.outcome} (${verdict.reason})`;
  const wanted =
    expected.is === 'verified' ? 'verified' : `${expected.is} (${expected.reason ?? 'and a reason, which the scenario must name'})`;
  if (expected.is !== verdict.outcome || (expected.is !== 'verified' && expected.reason !== verdict.reason))
    return { ok: false, message: `unexpected ${seen}, expected ${wanted}` };
  const { until, owner } = expected;
  if (until === undefined) return { ok: true, message: '' };
  if (!/^\d{4}-\d{2}-\d{2}/.test(until)) return { ok: false, message: `unexpected date "${until}", expected one such as 2026-12-31` };
  if (today.slice(0, 10) > until.slice(0, 10))
    return {
      ok: false,
      message: `unexpected ${seen} after ${until}, until which it was accepted${owner === undefined ? '' : ` (${owner})`}`,
    };
  return { ok: true, message: '' };
}
