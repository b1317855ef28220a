import type { RunHeader } from '../../evidence/folder.ts';
import type { Outcome, Reason } from '../../model/verdict.ts';
import { recordSchema } from '../record.ts';
import type { RecordResult, RunRecord } from '../record.ts';

/** The header of a run of some scenarios, as a drill writes it. */
export function header(run: string, startedAt: string, scenarios: readonly string[] = ['scenarios/a']): RunHeader {
  return {
    version: 1,
    run,
    drillbook: '0.1.0',
    startedAt,
    machine: 'Linux',
    engine: 'processes',
    rules: 1,
    trials: [],
    trigger: { kind: 'local' },
    scenarios: scenarios.map(id => ({
      id,
      file: `${id}.yaml`,
      digests: { scenario: 'sha256:1', stack: 'sha256:2', 'runbooks/a.md': 'sha256:3' },
      inputDigest: 'sha256:input',
    })),
  };
}

export function result(outcome: Outcome, reason: Reason, changes: Partial<RecordResult> = {}): RecordResult {
  return {
    id: 'scenarios/a',
    outcome,
    reason,
    asExpected: outcome === 'verified',
    findings: [],
    trials: ['as-written', 'without-runbook'],
    ...changes,
  };
}

/** A record that was closed. */
export function closedRecord(run: string, changes: Partial<RunRecord> = {}): RunRecord {
  const { version, startedAt: openedAt, drillbook, engine, rules, trigger, scenarios } = header(run, '2026-11-01T00:00:00.000Z');
  return recordSchema.parse({
    version,
    run,
    openedAt,
    drillbook,
    engine,
    rules,
    trigger,
    position: 1,
    previous: [],
    scenarios: scenarios.map(scenario => ({ ...scenario, procedures: ['runbooks/a.md#fix'] })),
    state: 'closed',
    closedAt: '2026-11-01T00:01:00.000Z',
    results: [result('verified', 'clean')],
    ...changes,
  });
}
