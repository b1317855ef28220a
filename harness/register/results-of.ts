import type { Report, ReportScenario } from '../reports/report-schema.ts';
import type { RecordResult } from './record.ts';

/** What the register keeps of a run's verdicts. */
export function resultsOf({ scenarios }: Pick<Report, 'scenarios'>): readonly RecordResult[] {
  return scenarios.map(scenario => ({
    id: scenario.id,
    outcome: scenario.outcome,
    reason: scenario.reason,
    asExpected: scenario.asExpected,
    ...(scenario.recoveryMs === undefined ? {} : { recoveryMs: scenario.recoveryMs }),
    findings: found(scenario),
    trials: [...new Set(scenario.trials.map(({ trial }) => trial))],
  }));
}

/** Whatever a follow-up may name: rules of findings, and reasons of what was not verified. */
function found({ outcome, reason, findings, trials }: ReportScenario): readonly string[] {
  const reasons = [{ outcome, reason }, ...trials].flatMap(one => (one.outcome === 'verified' ? [] : [one.reason]));
  const rules = [...findings, ...trials.flatMap(trial => trial.findings)].map(({ rule }) => rule);
  return [...new Set([...reasons, ...rules])].sort();
}
