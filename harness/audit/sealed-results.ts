import type { SealedResult } from '../evidence/statements.ts';
import { asExpected } from '../judging/as-expected.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import type { ScenarioRun } from '../model/run.ts';

/**
 * Verdicts as they are signed, and as an audit computes them again: from the journals alone, by the rules of this program.
 * @param startedAt of the run (RFC 3339); its date is the day by which `until` of an expected failure is judged
 */
export function sealedResults(runs: readonly ScenarioRun[], startedAt: string): readonly SealedResult[] {
  return runs.map(run => {
    const verdict = judgeScenario(run);
    return {
      scenario: run.facts.scenario,
      outcome: verdict.outcome,
      reason: verdict.reason,
      asExpected: asExpected(run.facts.outcome, verdict, startedAt.slice(0, 10)).ok,
      ...(verdict.recoveryMs === undefined ? {} : { recoveryMs: { lower: verdict.recoveryMs.lower, upper: verdict.recoveryMs.upper } }),
      ...(verdict.withReader === undefined ? {} : { withReader: true }),
      inputDigest: run.facts.inputDigest,
    };
  });
}
