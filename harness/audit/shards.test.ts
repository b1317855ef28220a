import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeReport } from '../cli/write-report.ts';
import type { EvidenceFolder } from '../evidence/folder.ts';
import { openEvidenceFolder } from '../evidence/folder.ts';
import type { Signer } from '../evidence/keys.ts';
import { mergeEvidence } from '../evidence/merge.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { sealEvidence } from '../evidence/seal.ts';
import { isIntact } from './audit.ts';
import { sealedResults } from './sealed-results.ts';
import { Bench, audit, trouble, trustIn } from './testing/sealed-run.ts';

let bench: Bench;
let ci: Signer;
test.beforeEach(() => {
  bench = new Bench();
  ci = bench.key('ci');
});
test.afterEach(() => bench.close());

/** A run of two scenarios, one on each of two machines, put together and sealed again. */
function merged(): EvidenceFolder {
  const shards = [1, 2].map(current => seal(bench.run(`shard-${current}`, {}, { current, total: 2 })).path);
  const whole = mergeEvidence(shards, join(bench.root, 'merged'));
  writeReport(whole, readRuns(whole));
  return seal(openEvidenceFolder(whole.path));
}

function seal(evidence: EvidenceFolder): EvidenceFolder {
  sealEvidence(evidence, { results: sealedResults(readRuns(evidence), evidence.header.startedAt), signer: ci });
  return evidence;
}

test('a run that was put together from shards is whole, and so is each part of it', () => {
  const result = audit(merged().path, [trustIn('ci', ci)]);
  expect(trouble(result)).toEqual([]);
  expect(result.results).toContainEqual({ check: 'shards', state: 'ok', what: '2 shards audited like runs of their own' });
});

test('a change inside of a shard is named there, though the whole was sealed after it', () => {
  const { path } = merged();
  const file = 'shards/1/run.intoto.jsonl';
  const text = readFileSync(join(path, file), 'utf8');
  for (const name of ['manifest.json', 'run.intoto.jsonl']) rmSync(join(path, name));
  // As somebody would who holds the key of the whole, and not that of the shard.
  writeFileSync(join(path, file), text.replaceAll(/"sig":"[^"]*"/g, `"sig":"${'A'.repeat(86)}=="`));
  const result = audit(seal(openEvidenceFolder(path)).path, [trustIn('ci', ci)]);
  expect(isIntact(result)).toBe(false);
  expect(trouble(result)).toContainEqual(expect.stringMatching(/^shards: unknown-signer: shards\/1\/run\.intoto\.jsonl:1: signature: /));
});

test('another shard in the place of one is noticed', () => {
  const { path } = merged();
  appendFileSync(join(path, 'shards/2/run.json'), '\n');
  const found = trouble(audit(path, [trustIn('ci', ci)]));
  expect(found).toContainEqual(expect.stringMatching(/^files: failed: shards\/2\/run\.json: changed/));
  expect(found).toContainEqual(expect.stringMatching(/^shards: failed: shards\/2/));
});
