import type { ExpectedOutcome } from '../model/scenario.ts';
import type { ScenarioVerdict } from '../model/verdict.ts';

/**
 * Whether a verdict is the one that the scenario expects: outcome and reason, and a known failure not
 * past its date. `today` is an ISO date.
 */
export function asExpected(expected: ExpectedOutcome, verdict: Pick<ScenarioVerdict, 'outcome' | 'reason'>, today: string): { readonly ok: boolean; readonly message: string } {
  const seen = verdict.outcome === 'verified' ? 'verified' : `${verdict.outcome} (${verdict.reason})`;
  const wanted = expected.is === 'verified' ? 'verified' : `${expected.is}${expected.reason === undefined ? '' : ` (${expected.reason})`}`;
  if (expected.is !== verdict.outcome || (expected.is !== 'verified' && expected.reason !== undefined && expected.reason !== verdict.reason)) return { ok: false, message: `unexpected ${seen}, expected ${wanted}` };
  if (expected.until !== undefined && today > expected.until) return { ok: false, message: `${seen}, which was only accepted until ${expected.until}${expected.owner === undefined ? '' : ` (${expected.owner})`}` };
  return { ok: true, message: '' };
}
