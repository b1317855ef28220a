import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { removeTinyFolders, tinyPlan } from '../drill/testing/tiny-drill.ts';
import { journalName, makeEvidenceFolder, scenarioFolder } from '../evidence/folder.ts';
import type { EvidenceFolder, RunHeader } from '../evidence/folder.ts';
import { openJournal } from '../evidence/journal.ts';
import { makeManifest, manifestText } from '../evidence/manifest.ts';
import { redaction } from '../evidence/redaction.ts';
import { sealEvidence } from '../evidence/seal.ts';
import { HarnessError } from '../support/harness-error.ts';
import { command } from './report-command.ts';

let root: string;
test.beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drillbook-report-'));
});
test.afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  removeTinyFolders();
});

function evidence(id: string, more: Partial<RunHeader> = {}): EvidenceFolder {
  const folder = makeEvidenceFolder(join(root, 'runs'), {
    drillbook: '0.0.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
    engine: 'processes',
    rules: 1,
    trials: [],
    trigger: { kind: 'local' },
    scenarios: [{ id, file: `${id}.yaml`, digests: {}, inputDigest: '' }],
    ...more,
  });
  const file = join(scenarioFolder(folder.path, id), journalName('as-written', 1));
  const journal = openJournal({ evidence: folder.path, file, redaction: redaction([]), genesis: folder.genesis });
  journal.record({
    type: 'trial.started',
    trial: 'as-written',
    attempt: 1,
    engine: 'processes',
    startedAt: '2026-11-21T03:00:01.000Z',
    facts: { ...tinyPlan([]).facts, scenario: id },
    drillbook: '0.0.0',
  });
  journal.record({ type: 'trial.ended' });
  journal.close();
  return folder;
}

async function report(...argv: readonly string[]): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await command.run(argv, { stdout, stderr, cwd: root, env: {}, signal: new AbortController().signal });
  const said = (stream: PassThrough): string => ((stream.read() as Buffer | null) ?? '').toString();
  return { status, stdout: said(stdout), stderr: said(stderr) };
}

const contents = (folder: EvidenceFolder): string => manifestText(makeManifest(folder));

test('what is not sealed is rendered in its place, the same each time', async () => {
  const folder = evidence('s/a');
  const first = await report(folder.path, '--json');
  const once = contents(folder);
  expect(readFileSync(join(folder.path, 'report.json'), 'utf8')).toBe(first.stdout);
  expect((await report(folder.path, '--json')).stdout).toBe(first.stdout);
  expect(contents(folder)).toBe(once);
});

test('sealed evidence is only read', async () => {
  const folder = evidence('s/a');
  sealEvidence(folder, { results: [] });
  const before = contents(folder);
  expect((await report(folder.path)).stdout).toContain('1 inconclusive');
  expect(contents(folder)).toBe(before);
  expect(readdirSync(folder.path)).not.toContain('report.html');

  await report(folder.path, '--out', 'again');
  expect(readdirSync(join(root, 'again'))).toEqual(expect.arrayContaining(['report.html', 'report.json']));
  expect(contents(folder)).toBe(before);
});

test('nothing is rendered into sealed evidence', async () => {
  const [folder, other] = [evidence('s/a'), evidence('s/b')];
  for (const one of [folder, other]) sealEvidence(one, { results: [] });
  for (const out of [folder.path, join(folder.path, 'more'), other.path])
    await expect(report(folder.path, '--out', out)).rejects.toThrow('unexpected --out in sealed evidence');
});

test('shards are put together into one folder with one report, and sealed', async () => {
  const shards = [1, 2].map(current => evidence(`s/${current}`, { shard: { current, total: 2 } }));
  for (const shard of shards) sealEvidence(shard, { results: [] });
  const { status, stdout, stderr } = await report(...shards.map(({ path }) => path), '--out', 'merged', '--json');
  expect(status, stderr).toBe(0);
  expect((JSON.parse(stdout) as { readonly scenarios: readonly { readonly id: string }[] }).scenarios.map(({ id }) => id)).toEqual([
    's/1',
    's/2',
  ]);
  expect(stderr).toMatch(/^drillbook: evidence sealed: manifest sha256 [0-9a-f]{64}, unsigned\n$/);
  expect(readdirSync(join(root, 'merged'))).toEqual(
    expect.arrayContaining(['manifest.json', 'report.html', 'report.json', 'run.json', 'run.intoto.jsonl', 'shards']),
  );
  expect((await report('merged', '--json')).stdout).toBe(stdout);
});

test('a run that was planned for one machine is put together and sealed, too', async () => {
  const shard = evidence('s/a', { shard: { current: 1, total: 1 } });
  sealEvidence(shard, { results: [] });
  const { status, stderr } = await report(shard.path, '--out', 'merged');
  expect(status, stderr).toBe(0);
  expect(readdirSync(join(root, 'merged'))).toEqual(expect.arrayContaining(['manifest.json', 'report.html', 'run.intoto.jsonl', 'shards']));
});

test('what holds a shard that was never sealed is not sealed either', async () => {
  const shards = [1, 2].map(current => evidence(`s/${current}`, { shard: { current, total: 2 } }));
  sealEvidence(shards[0] as EvidenceFolder, { results: [] });
  const { status, stderr } = await report(...shards.map(({ path }) => path), '--out', 'merged');
  expect(status).toBe(3);
  expect(stderr).toContain('shard 2 was never sealed, so this is not either');
  expect(readdirSync(join(root, 'merged'))).not.toContain('manifest.json');
});

test('a scenario that a killed run never came to is told of', async () => {
  const scenarios = ['s/a', 's/b'].map(id => ({ id, file: `${id}.yaml`, digests: {}, inputDigest: '' }));
  const { stderr } = await report(evidence('s/a', { scenarios }).path);
  expect(stderr).toBe('drillbook: s/b is not in the report: the run ended before it left a journal\n');
});

test('several folders want a place for what is made of them', async () => {
  const thrown = await report('one', 'two').catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(HarnessError);
  expect(thrown).toMatchObject({
    code: 'usage',
    message: 'unexpected 2 folders without --out, expected one folder or where to merge them',
  });
});
