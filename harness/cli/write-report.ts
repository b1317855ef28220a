import { writeEvidence } from '../evidence/folder.ts';
import type { EvidenceFolder } from '../evidence/folder.ts';
import type { ScenarioRun } from '../model/run.ts';
import { makeReport } from '../reports/make-report.ts';
import { reportHtml } from '../reports/report-html.ts';
import type { Report } from '../reports/report-schema.ts';

/** Computes the report of a run from its journals and writes `report.json` and `report.html` beside them. */
export function writeReport(
  evidence: EvidenceFolder,
  runs: readonly ScenarioRun[],
): { readonly report: Report; readonly json: string; readonly htmlFile: string } {
  const { drillbook, startedAt, machine } = evidence.header;
  const report = makeReport(runs, { drillbook, startedAt, machine });
  const json = `${JSON.stringify(report, null, 2)}\n`;
  writeEvidence(evidence.path, 'report.json', json);
  return { report, json, htmlFile: writeEvidence(evidence.path, 'report.html', reportHtml(report, runs)) };
}
