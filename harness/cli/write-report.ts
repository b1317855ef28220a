import { join } from 'node:path';
import { writeEvidence } from '../evidence/folder.ts';
import type { EvidenceFolder } from '../evidence/folder.ts';
import { readTeam } from '../evidence/team.ts';
import type { ScenarioRun } from '../model/run.ts';
import { junitXml } from '../reports/ci/junit.ts';
import { summaryMarkdown } from '../reports/ci/summary.ts';
import { makeReport } from '../reports/make-report.ts';
import { reportHtml } from '../reports/report-html.ts';
import type { Report } from '../reports/report-schema.ts';

/** Computes the report of a run from its evidence and writes it beside the journals. */
export function writeReport(
  evidence: EvidenceFolder,
  runs: readonly ScenarioRun[],
): { readonly report: Report; readonly json: string; readonly htmlFile: string } {
  const { report, files } = renderReport(evidence, runs);
  for (const [name, text] of files) writeEvidence(evidence.path, name, text);
  return { report, json: files.get('report.json') ?? '', htmlFile: join(evidence.path, 'report.html') };
}

/** All that is computed from a run, by name of the file: a pure function of its folder, so that it can be rendered again and compared. */
export function renderReport(
  evidence: EvidenceFolder,
  runs: readonly ScenarioRun[],
): { readonly report: Report; readonly files: ReadonlyMap<string, string> } {
  const team = readTeam(evidence);
  const report = makeReport(runs, { header: evidence.header, ...(team === undefined ? {} : { team }) });
  return {
    report,
    files: new Map([
      ['report.json', `${JSON.stringify(report, null, 2)}\n`],
      ['report.html', reportHtml(report, runs)],
      ['junit.xml', junitXml(report)],
      ['summary.md', summaryMarkdown(report)],
    ]),
  };
}
