import { readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Bench, previous, sealed } from '../audit/testing/sealed-run.ts';
import { payloadOf, readEnvelope } from './envelope.ts';
import type { EvidenceFolder } from './folder.ts';
import { readManifest, sha256 } from './manifest.ts';
import { isSealed, manifestDigest, sealEvidence } from './seal.ts';

let bench: Bench;
test.beforeEach(() => {
  bench = new Bench();
});
test.afterEach(() => bench.close());

function statements({ path }: EvidenceFolder): readonly unknown[] {
  return readFileSync(join(path, 'run.intoto.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => {
      const envelope = readEnvelope(line);
      if (typeof envelope === 'string') throw new Error(envelope);
      const payload = payloadOf(envelope);
      return typeof payload === 'string' ? payload : payload.statement;
    });
}

test('the manifest has every file but those that speak about it, sorted, as sha256sum would say', () => {
  const evidence = sealed(bench.run('run'));
  const manifest = readManifest(readFileSync(join(evidence.path, 'manifest.json'), 'utf8'));
  if (typeof manifest === 'string') throw new Error(manifest);
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toEqual(paths.toSorted());
  const all = readdirSync(evidence.path, { recursive: true, encoding: 'utf8' }).filter(path =>
    statSync(join(evidence.path, path)).isFile(),
  );
  expect(paths).toEqual(all.filter(path => path !== 'manifest.json' && path !== 'run.intoto.jsonl').sort());
  expect(paths).toContainEqual(expect.stringMatching(/^outputs\/[0-9a-f]{2}\/[0-9a-f]{64}$/));
  const run = readFileSync(join(evidence.path, 'run.json'));
  expect(manifest.files.find(({ path }) => path === 'run.json')).toEqual({ path: 'run.json', bytes: run.length, sha256: sha256(run) });
});

test('two statements bind the manifest: one for anybody, one of ours', () => {
  const evidence = sealed(bench.run('run'));
  const manifest = manifestDigest(evidence.path);
  expect(statements(evidence)).toEqual([
    {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'runbook.md', digest: { sha256: '3'.repeat(64) } },
        { name: 'source', digest: { gitCommit: '0123456789abcdef0123456789abcdef01234567' } },
      ],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'PASSED',
        configuration: [
          { name: 'manifest.json', digest: { sha256: manifest } },
          { name: 'scenarios/worker.yaml', digest: { sha256: '1'.repeat(64) } },
          { name: 'scenarios/worker: stack', digest: { sha256: '2'.repeat(64) } },
        ],
        url: 'https://ci.example/1',
        passedTests: ['scenarios/worker'],
        warnedTests: [],
        failedTests: [],
      },
    },
    {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'manifest.json', digest: { sha256: manifest } }],
      predicateType: 'urn:drillbook:rehearsal:v0.1',
      predicate: expect.objectContaining({
        manifest: { sha256: manifest },
        run: evidence.header.run,
        rules: 1,
        previousRun: previous,
        journals: [
          { path: 'journals/scenarios/worker/as-written.ndjson', head: expect.stringMatching(/^sha256:/), count: expect.any(Number) },
          { path: 'journals/scenarios/worker/without-runbook.ndjson', head: expect.stringMatching(/^sha256:/), count: expect.any(Number) },
        ],
        results: [expect.objectContaining({ scenario: 'scenarios/worker', outcome: 'verified', reason: 'clean', asExpected: true })],
      }),
    },
  ]);
});

for (const [what, result, expected] of [
  ['refuted', { outcome: 'refuted', reason: 'data-lost', asExpected: false }, { result: 'FAILED', failedTests: ['a'] }],
  ['refuted, as its author knows', { outcome: 'refuted', reason: 'data-lost', asExpected: true }, { result: 'FAILED', failedTests: ['a'] }],
  ['inconclusive', { outcome: 'inconclusive', reason: 'too-slow', asExpected: false }, { result: 'FAILED', failedTests: ['a'] }],
  [
    'verified where something else was expected',
    { outcome: 'verified', reason: 'clean', asExpected: false },
    { result: 'WARNED', warnedTests: ['a'] },
  ],
] as const) {
  test(`${what} never reads as passed`, () => {
    const evidence = bench.run('run');
    sealEvidence(evidence, { results: [{ scenario: 'a', inputDigest: '', ...result }] });
    expect(statements(evidence)[0]).toMatchObject({ predicate: { passedTests: [], ...expected } });
  });
}

test('a run without results has not passed', () => {
  const evidence = bench.run('run');
  sealEvidence(evidence, { results: [] });
  expect(statements(evidence)[0]).toMatchObject({ predicate: { result: 'FAILED' } });
});

test('a run is sealed once', () => {
  const evidence = sealed(bench.run('run'));
  expect(isSealed(evidence.path)).toBe(true);
  expect(() => sealed(evidence)).toThrow('expected a run that is not sealed yet');
});

test('a folder with a link in it is not sealed', () => {
  const evidence = bench.run('run');
  symlinkSync('/etc/hostname', join(evidence.path, 'hostname'));
  expect(() => sealed(evidence)).toThrow('(a symbolic link), expected files and folders only');
  expect(isSealed(evidence.path)).toBe(false);
});

test('a name that other systems read otherwise is not sealed', () => {
  const evidence = bench.run('run');
  writeFileSync(join(evidence.path, String.raw`..\run.json`), 'x');
  expect(() => sealed(evidence)).toThrow('a name that other systems read otherwise');
});
