import type { EvidenceFolder } from '../../evidence/folder.ts';
import { readRun } from '../../evidence/read-runs.ts';
import { makeReport } from '../../reports/make-report.ts';
import type { ReportScenario } from '../../reports/report-schema.ts';

/**
 * A scenario whose last trial has ended, as the report of the whole run will have it: from the same journals by the same rules. Undefined
 * where they cannot be read now; then only the report tells.
 */
export function outcomeSoFar(evidence: EvidenceFolder, scenario: string): ReportScenario | undefined {
  try {
    const run = readRun(evidence, scenario);
    return run === undefined ? undefined : makeReport([run], { header: evidence.header }).scenarios[0];
  } catch {
    return undefined;
  }
}
