import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderReport, writeReport } from '../cli/write-report.ts';
import { journalName, makeEvidenceFolder, openEvidenceFolder, scenarioFolder } from '../evidence/folder.ts';
import type { EvidenceFolder } from '../evidence/folder.ts';
import { sealEvidence } from '../evidence/seal.ts';
import { sealedResults } from '../audit/sealed-results.ts';
import { textHash } from '../evidence/journal.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { journalOf } from '../judging/testing/journal-builder.ts';
import type { DrillEvent } from '../model/event.ts';
import { rulesVersion } from '../model/rules-version.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import type { Measure } from './measure.ts';
import { repeat } from './measure.ts';
import { timed } from './program.ts';

const procedures = 10_000;

/** Evidence of very many procedures: how large its report is, and how long it takes to render and to audit it. */
export async function evidence(): Promise<readonly Measure[]> {
  const root = mkdtempSync(join(tmpdir(), 'drillbook-bench-'));
  try {
    const folder = manyProcedures(root);
    const runs = readRuns(folder);
    const render = await repeat(3, async () => {
      const began = performance.now();
      renderReport(folder, runs);
      return (performance.now() - began) / 1000;
    });
    writeReport(folder, runs);
    const megabytes = statSync(join(folder.path, 'report.html')).size / 1e6;
    sealEvidence(folder, { results: sealedResults(runs, folder.header.startedAt) });
    const name = `evidence: ${procedures} procedures`;
    return [
      { what: `${name}, report.html`, values: [megabytes], unit: 'MB', limit: 5 },
      { what: `${name}, judged and rendered`, values: render, unit: 's', limit: 3 },
      { what: `${name}, audit`, values: await repeat(3, async () => (await timed(['audit', folder.path])).seconds), unit: 's', limit: 5 },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Each a planned procedure with one trial, its journal as a drill writes it. */
function manyProcedures(root: string): EvidenceFolder {
  const ids = Array.from({ length: procedures }, (_, index) => `scenarios/team-${index % 100}/procedure-${index}`);
  const made = makeEvidenceFolder(root, {
    drillbook: '0.1.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'bench',
    engine: 'processes',
    rules: rulesVersion,
    trials: [],
    trigger: { kind: 'local' },
    scenarios: ids.map(id => ({ id, file: `${id}.yaml`, digests: {}, inputDigest: 'sha256:00' })),
  });
  const folder = openEvidenceFolder(made.path);
  for (const [index, id] of ids.entries()) {
    const events = journalOf({
      facts: {
        planned: true,
        scenario: id,
        scenarioFile: `${id}.yaml`,
        digests: {},
        inputDigest: 'sha256:00',
        title: `Procedure ${index} of a team with a title of usual length`,
      },
      rounds: { baseline: 'ggg', recovery: 'bbb', hold: 'bbb' },
    });
    const file = join(folder.path, scenarioFolder(folder.path, id), journalName('as-written', 1));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, journalText(events, folder.genesis));
  }
  return folder;
}

function journalText(events: readonly DrillEvent[], genesis: string): string {
  let prev = genesis;
  return events
    .map(event => {
      const hash = textHash(canonicalJson({ ...event, prev }), '');
      const line = canonicalJson({ ...event, prev, hash });
      prev = hash;
      return `${line}\n`;
    })
    .join('');
}
