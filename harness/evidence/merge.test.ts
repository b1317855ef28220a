import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { removeTinyFolders, tinyPlan } from '../drill/testing/tiny-drill.ts';
import { journalName, makeEvidenceFolder, scenarioFolder } from './folder.ts';
import type { EvidenceFolder, RunHeader } from './folder.ts';
import { openJournal } from './journal.ts';
import { makeManifest, manifestText } from './manifest.ts';
import { mergeEvidence } from './merge.ts';
import { readRuns } from './read-runs.ts';
import { redaction } from './redaction.ts';
import { manifestDigest, sealEvidence } from './seal.ts';
import { readTeam, writeTeam } from './team.ts';

let root: string;
test.beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drillbook-merge-'));
});
test.afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  removeTinyFolders();
});

interface ShardSettings extends Partial<RunHeader> {
  readonly current: number;
  readonly total?: number;
  readonly ids?: readonly string[];
  readonly digest?: string;
  readonly sealed?: boolean;
  readonly position?: number;
}

/** Evidence of one shard, with a journal for each scenario. */
function shard({
  current,
  total = 2,
  ids = [`s/${current}`],
  digest = 'sha256:1',
  sealed = true,
  position,
  ...more
}: ShardSettings): EvidenceFolder {
  const evidence = makeEvidenceFolder(join(root, 'runs'), {
    drillbook: '0.0.0',
    startedAt: `2026-11-21T03:00:0${current}.000Z`,
    machine: `machine ${current}`,
    engine: 'processes',
    rules: 1,
    trials: [],
    trigger: { kind: 'local' },
    source: { commit: 'abc', dirty: false },
    shard: { current, total },
    scenarios: ids.map(id => ({ id, file: `${id}.yaml`, digests: { scenario: id, 'runbook.md': digest }, inputDigest: '' })),
    ...more,
  });
  for (const id of ids) {
    const file = join(scenarioFolder(evidence.path, id), journalName('as-written', 1));
    const journal = openJournal({ evidence: evidence.path, file, redaction: redaction([]), genesis: evidence.genesis });
    journal.record({
      type: 'trial.started',
      trial: 'as-written',
      attempt: 1,
      engine: 'processes',
      startedAt: '2026-11-21T03:00:05.000Z',
      facts: { ...tinyPlan([]).facts, scenario: id },
      drillbook: '0.0.0',
    });
    journal.record({ type: 'trial.ended' });
    journal.close();
  }
  if (position !== undefined)
    writeTeam(evidence, {
      controls: [{ id: 'A', title: 'a', scenarios: ids }],
      followups: [],
      waivers: [],
      population: { position, aborted: [], before: [] },
    });
  if (sealed) sealEvidence(evidence, { results: [] });
  return evidence;
}

const paths = (...shards: readonly EvidenceFolder[]): readonly string[] => shards.map(({ path }) => path);

test('shards stay as they are, and the scenarios of all are read from their own journals', () => {
  const [one, two] = [shard({ current: 1, ids: ['s/a', 's/c'] }), shard({ current: 2, ids: ['s/b'] })];
  const merged = mergeEvidence(paths(two, one), join(root, 'merged'));
  expect(readRuns(merged).map(({ facts, trials }) => [facts.scenario, trials[0]?.journal])).toEqual([
    ['s/a', 'shards/1/journals/s/a/as-written.ndjson'],
    ['s/b', 'shards/2/journals/s/b/as-written.ndjson'],
    ['s/c', 'shards/1/journals/s/c/as-written.ndjson'],
  ]);
  for (const [current, { path, header, genesis }] of [one, two].entries()) {
    const copy: EvidenceFolder = { path: join(merged.path, 'shards', String(current + 1)), header, genesis };
    expect(manifestText(makeManifest(copy))).toBe(readFileSync(join(path, 'manifest.json'), 'utf8'));
    expect(readdirSync(copy.path)).toEqual(readdirSync(path));
  }
  expect(merged.header.shards).toEqual([
    { current: 1, run: one.header.run, header: one.genesis, manifest: manifestDigest(one.path) },
    { current: 2, run: two.header.run, header: two.genesis, manifest: manifestDigest(two.path) },
  ]);
  expect(merged.header.shard).toBeUndefined();
  expect(merged.header.machine).toBe('machine 1, machine 2');
});

test('the same shards give the same bytes, in any order', () => {
  const both = paths(shard({ current: 1, position: 3 }), shard({ current: 2, position: 4 }));
  const [there, back] = [mergeEvidence(both, join(root, 'there')), mergeEvidence([...both].reverse(), join(root, 'back'))];
  expect(manifestText(makeManifest(there))).toBe(manifestText(makeManifest(back)));
  expect(readTeam(there)).toMatchObject({ controls: [{ id: 'A', scenarios: ['s/1', 's/2'] }], population: { position: 3 } });
});

test('a shard that was never sealed is told of as such', () => {
  const merged = mergeEvidence(paths(shard({ current: 1 }), shard({ current: 2, sealed: false })), join(root, 'merged'));
  expect(merged.header.shards?.map(({ manifest }) => manifest !== undefined)).toEqual([true, false]);
});

const refusals: readonly (readonly [string, ShardSettings, RegExp])[] = [
  ['the same shard twice', { current: 1, ids: ['s/x'] }, /unexpected shard 1\/2 twice, in .* and in /],
  ['the same scenario twice', { current: 2, ids: ['s/1'] }, /unexpected scenario s\/1 twice, in .* and in /],
  ['another number of shards', { current: 2, total: 3 }, /unexpected shard 2\/3 in .*, expected one of 2 like /],
  ['another commit', { current: 2, source: { commit: 'def', dirty: false } }, /unexpected commit def in .*, expected abc as in /],
  [
    'files that differ from the commit',
    { current: 2, source: { commit: 'abc', dirty: true } },
    /unexpected commit abc with changed files in /,
  ],
  ['another version of drillbook', { current: 2, drillbook: '0.0.1' }, /unexpected version of drillbook 0\.0\.1 in /],
  ['other trials', { current: 2, trials: ['twice'] }, /unexpected trials twice in .*, expected those that a verdict needs as in /],
  [
    'a runbook that is another one there',
    { current: 2, digest: 'sha256:2' },
    /unexpected change of runbook\.md between shards: sha256:1 in .*, sha256:2 in /,
  ],
];
for (const [what, second, message] of refusals)
  test(`refuses ${what}`, () => {
    expect(() => mergeEvidence(paths(shard({ current: 1 }), shard(second)), join(root, 'merged'))).toThrow(message);
    expect(readdirSync(root)).not.toContain('merged');
  });

test('refuses to leave a shard out', () => {
  expect(() => mergeEvidence(paths(shard({ current: 1, total: 4 }), shard({ current: 3, total: 4 })), join(root, 'merged'))).toThrow(
    'unexpected 2 of 4 shards, expected also 2/4, 4/4',
  );
});

test('refuses what is no shard, and what has changed since it was sealed', () => {
  const { shard: _shard, ...whole } = shard({ current: 1 }).header;
  const { run: _run, version: _version, ...about } = whole;
  expect(() => mergeEvidence(paths(makeEvidenceFolder(join(root, 'runs'), about), shard({ current: 2 })), join(root, 'merged'))).toThrow(
    /without a shard, expected evidence of `drillbook drill --shard`/,
  );
  const [one, two] = [shard({ current: 1 }), shard({ current: 2 })];
  appendFileSync(join(two.path, 'journals/s/2/as-written.ndjson'), '\n');
  expect(() => mergeEvidence(paths(one, two), join(root, 'merged'))).toThrow(
    /unexpected files in .*, expected those of its manifest\.json/,
  );
});

test('writes into no folder that holds something, least of all evidence', () => {
  const both = paths(shard({ current: 1 }), shard({ current: 2 }));
  expect(() => mergeEvidence(both, join(root, 'runs'))).toThrow(/unexpected files in .*, expected no folder or an empty one/);
  expect(() => mergeEvidence(both, join(both[0] ?? '', 'merged'))).toThrow(/unexpected --out .* inside /);
});

test('a header that was changed after the merge is noticed', () => {
  const merged = mergeEvidence(paths(shard({ current: 1 }), shard({ current: 2 })), join(root, 'merged'));
  const header = { ...merged.header, shards: (merged.header.shards ?? []).map(one => ({ ...one, header: 'sha256:another' })) };
  expect(() => readRuns({ ...merged, header })).toThrow(/unexpected header in .*run\.json:1:1, expected the one that was merged/);
});
