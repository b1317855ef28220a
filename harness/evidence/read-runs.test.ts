import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { journalName, makeEvidenceFolder, openEvidenceFolder, scenarioFolder } from './folder.ts';
import type { EvidenceFolder } from './folder.ts';
import { openJournal } from './journal.ts';
import { redaction } from './redaction.ts';
import { tinyPlan, removeTinyFolders } from '../drill/testing/tiny-drill.ts';
import { readRuns } from './read-runs.ts';

let root: string;
test.beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drillbook-evidence-'));
});
test.afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  removeTinyFolders();
});

function evidence(): EvidenceFolder {
  return makeEvidenceFolder(root, {
    drillbook: '0.0.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
    engine: 'processes',
    trials: [],
    scenarios: [{ id: 'a/b', file: 'a/b.yaml', digests: {}, inputDigest: '' }],
    rules: 1,
    trigger: { kind: 'local' },
  });
}

function writeTrial(folder: EvidenceFolder, attempt: number, startedAt: string, genesis = folder.genesis): string {
  const file = join(scenarioFolder(folder.path, 'a/b'), journalName('as-written', attempt));
  const journal = openJournal({ evidence: folder.path, file, redaction: redaction([]), genesis });
  journal.record({
    type: 'trial.started',
    trial: 'as-written',
    attempt,
    engine: 'processes',
    startedAt,
    facts: { ...tinyPlan([]).facts, scenario: 'a/b' },
    drillbook: '0.0.0',
    ...(attempt === 1 ? {} : { because: 'alone' as const }),
  });
  journal.record({ type: 'trial.ended' });
  journal.close();
  return join(folder.path, file);
}

test('finds all trials of a run again, in the order in which they were started', () => {
  const folder = evidence();
  expect(folder.path).toMatch(/20261121T030000Z-[0-9a-f]{6}$/);
  writeTrial(folder, 2, '2026-11-21T03:00:20.000Z');
  writeTrial(folder, 1, '2026-11-21T03:00:01.000Z');
  const [run, ...more] = readRuns(openEvidenceFolder(folder.path));
  expect(more).toEqual([]);
  expect(run?.facts.scenario).toBe('a/b');
  expect(run?.trials.map(({ attempt, because, journal, events }) => [attempt, because, journal, events.length])).toEqual([
    [1, undefined, 'journals/a/b/as-written.ndjson', 2],
    [2, 'alone', 'journals/a/b/as-written-2.ndjson', 2],
  ]);
});

test('refuses a journal that was changed, or that belongs to another run', () => {
  const folder = evidence();
  const file = writeTrial(folder, 1, '2026-11-21T03:00:01.000Z');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"trial.ended"', '"trial.ended","more":1'));
  expect(() => readRuns(folder)).toThrow(/unexpected change of .*as-written\.ndjson:2:1/);
  writeFileSync(file, text);
  writeTrial(folder, 2, '2026-11-21T03:00:02.000Z', 'sha256:another');
  expect(() => readRuns(folder)).toThrow(/belongs to another run/);
});

test('keeps a scenario from outside the working directory inside the folder', () => {
  const folder = evidence();
  expect(scenarioFolder(folder.path, '../../etc/passwd')).toMatch(/^journals\/up\/up\/etc\/passwd-[0-9a-f]{12}$/);
});

test('says what it wants instead of a folder without a run', () => {
  expect(() => openEvidenceFolder(root)).toThrow(/expected one with a run\.json/);
});
