import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { renderReport, writeReport } from '../cli/write-report.ts';
import type { EvidenceFolder, RunHeader } from '../evidence/folder.ts';
import { openEvidenceFolder } from '../evidence/folder.ts';
import { mergeEvidence } from '../evidence/merge.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { sealEvidence } from '../evidence/seal.ts';
import { isIntact } from './audit.ts';
import { sealedResults } from './sealed-results.ts';
import { Bench, audit, sealed, trouble } from './testing/sealed-run.ts';

// Whole folders made anew by somebody who knows every format, and whom no signature stops.
let bench: Bench;
test.beforeEach(() => {
  bench = new Bench();
});
test.afterEach(() => bench.close());

const folder = 'journals/scenarios/worker';
const journal = `${folder}/as-written.ndjson`;

/** Audits in a process of its own: one that hangs or runs out of memory ends it, and nothing else. */
function auditApart(path: string): string {
  const script = `import { audit, trouble } from ${JSON.stringify(join(import.meta.dirname, 'testing/sealed-run.ts'))};
    const result = audit(process.argv[1]);
    process.stdout.write([result.run, result.manifest, ...trouble(result)].join('\\n'));`;
  return execFileSync(process.execPath, ['--max-old-space-size=1024', '--import', 'tsx', '--input-type=module', '--eval', script, path], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

for (const name of ['run.json', 'manifest.json', 'run.intoto.jsonl', 'people.intoto.jsonl'])
  for (const [what, make] of [
    ['pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['link to a device', (path: string) => symlinkSync('/dev/zero', path)],
    ['link out of the folder', (path: string) => symlinkSync(join(dirname(path), '..', 'elsewhere'), path)],
  ] as const)
    test(`a ${what} in the place of ${name} is never opened`, () => {
      const { path } = sealed(bench.run('run'));
      writeFileSync(join(bench.root, 'elsewhere'), '{}');
      if (name !== 'people.intoto.jsonl') cpSync(join(path, name), join(bench.root, 'elsewhere'));
      rmSync(join(path, name), { force: true });
      make(join(path, name));
      const [run, manifest, first, ...rest] = auditApart(path).split('\n');
      expect([run, manifest]).toEqual(['', '']);
      expect(first).toMatch(new RegExp(`^limits: failed: ${name}: unexpected `));
      expect(rest.every(line => line.includes('not-checked'))).toBe(true);
    });

for (const [what, name, text] of [
  ['100 MB of run.json', 'run.json', () => `[${'{},'.repeat(33_000_000)}{}]`],
  ['a manifest of many millions of values', 'manifest.json', () => `[${'{},'.repeat(6_000_000)}{}]`],
  ['a report of many millions of values', 'report.json', () => `[${'[],'.repeat(30_000_000)}[]]`],
] as const)
  test(`${what} is not parsed`, () => {
    const { path } = sealed(bench.run('run'));
    writeFileSync(join(path, name), text());
    const [, , first, ...rest] = auditApart(path).split('\n');
    expect(first).toMatch(new RegExp(`^limits: failed: ${name.replace('.', '\\.')}(:1)?: unexpected (number of values|\\d+ bytes)`));
    expect(rest.every(line => line.includes('not-checked'))).toBe(true);
  });

/** The same run, sealed over another header; what speaks against it. */
function withHeader(more: (own: RunHeader['scenarios'][number]) => Partial<RunHeader>): readonly string[] {
  const own = bench.run('honest').header.scenarios[0];
  if (own === undefined) throw new TypeError('unexpected run without scenarios');
  const result = audit(sealed(bench.run('forged', {}, undefined, undefined, more(own))).path);
  expect(isIntact(result)).toBe(false);
  return trouble(result);
}

test('a scenario in the header of which nothing is recorded is told of', () => {
  expect(withHeader(own => ({ scenarios: [own, { ...own, id: 'scenarios/gone', file: 'scenarios/gone.yaml' }] }))).toContain(
    'facts: failed: run.json: nothing is recorded of scenarios/gone: neither a journal nor that it never started',
  );
});

test('a scenario that stands twice in the header is told of', () => {
  expect(withHeader(own => ({ scenarios: [own, own] }))).toContain(
    'facts: failed: run.json: a scenario stands there twice, expected each once',
  );
});

test('a journal of a scenario that the header does not name is told of', () => {
  expect(withHeader(() => ({ scenarios: [] }))).toContain(
    `facts: failed: ${journal}:1: it is of scenarios/worker, which run.json does not name`,
  );
});

for (const [what, change] of [
  ['file', { file: 'scenarios/other.yaml' }],
  ['inputDigest', { inputDigest: `sha256:${'0'.repeat(64)}` }],
  ['digests', { digests: { 'runbook.md': `sha256:${'0'.repeat(64)}` } }],
] as const)
  test(`a header with another ${what} than the journals is told of`, () => {
    expect(withHeader(own => ({ scenarios: [{ ...own, ...change }] }))).toContain(
      `facts: failed: ${journal}:1: its ${what} is not that of scenarios/worker in run.json`,
    );
  });

test('a run whose journals were all taken out before it was sealed is told of', () => {
  const run = bench.run('run');
  rmSync(join(run.path, 'journals'), { recursive: true });
  writeReport(run, readRuns(run));
  expect(trouble(audit(sealed(run).path))).toContainEqual(expect.stringMatching(/^facts: failed: run\.json: nothing is recorded of/));
});

test('an attempt before one that is there is missed, and no journal has the name of another', () => {
  const late = sealed(bench.run('late', { attempt: 3 }));
  expect(trouble(audit(late.path))).toContain(
    `facts: failed: ${folder}/as-written-3.ndjson:1: it is attempt 3 of as-written, and attempt 1 is not there`,
  );
  const named = bench.run('named', { attempt: 3 });
  renameSync(join(named.path, `${folder}/as-written-3.ndjson`), join(named.path, journal));
  writeReport(named, readRuns(named));
  expect(trouble(audit(sealed(named).path))).toContain(
    `facts: failed: ${journal}:1: it is of attempt 3 of as-written of scenarios/worker, which has another place`,
  );
});

test('journals of no line are told of, and fail where nothing else is recorded', () => {
  const one = bench.run('one');
  writeFileSync(join(one.path, `${folder}/twice.ndjson`), '');
  const result = audit(sealed(one).path);
  expect(trouble(result)).toEqual([]);
  expect(result.results).toContainEqual(expect.objectContaining({ check: 'facts', state: 'ok', place: `${folder}/twice.ndjson` }));
  const all = bench.run('all');
  for (const name of ['as-written', 'without-runbook']) writeFileSync(join(all.path, `${folder}/${name}.ndjson`), '');
  writeReport(all, readRuns(all));
  expect(trouble(audit(sealed(all).path))).toContainEqual(expect.stringMatching(/^facts: failed: .*nothing is recorded of/));
});

test('what no drill leaves is told of, though it was sealed', () => {
  const run = bench.run('run');
  const odd = ['notes-from-auditor.html', `${folder}/CON`, 'outputs/zz/note.txt', 'shards/1/run.json'];
  for (const name of [...odd, 'notes.ndjson']) {
    mkdirSync(dirname(join(run.path, name)), { recursive: true });
    writeFileSync(join(run.path, name), '');
  }
  const found = trouble(audit(sealed(run).path));
  for (const name of odd) expect(found).toContain(`files: failed: ${name}: unexplained file: no drill leaves one of this name`);
  expect(found).toContain('facts: failed: notes.ndjson: no line stands in this journal, and it is of no scenario of run.json');
});

test('rules that this version does not know fail, and what is reported is compared with what is stated', () => {
  const run = bench.run('run', {}, undefined, undefined, { rules: 99, drillbook: '9.0.0' });
  const file = join(run.path, 'report.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"outcome": "verified"', '"outcome": "refuted"'));
  const result = audit(sealed(run).path);
  expect(isIntact(result)).toBe(false);
  expect(trouble(result).filter(line => line.startsWith('verdicts'))).toEqual([
    'verdicts: failed: run.json: they were made by rules 99, and this version knows rules 1: audit with drillbook 9.0.0',
    expect.stringMatching(/^verdicts: failed: report\.json: unexpected refuted .* expected verified .* as stated$/),
  ]);
});

test('a scenario that is called like the folder of a part is read like any other, also where the first evidence has it', () => {
  const now = sealed(bench.run('now', {}, undefined, 'shards/1'));
  expect(trouble(audit(now.path))).toEqual([]);
  const first = bench.run('first', {}, undefined, 'shards/1');
  renameSync(join(first.path, 'journals/shards'), join(first.path, 'shards'));
  writeReport(first, readRuns(first));
  expect(trouble(audit(sealed(first).path))).toEqual([]);
});

/** Two parts, put together, with a header that somebody changed. */
function mergedWith(change: (header: RunHeader, path: string) => object): readonly string[] {
  const seal = (one: EvidenceFolder): EvidenceFolder => {
    sealEvidence(one, { results: sealedResults(readRuns(one), one.header.startedAt) });
    return one;
  };
  const parts = [1, 2].map(current => seal(bench.run(`part-${current}`, {}, { current, total: 2 })).path);
  const { path, header } = mergeEvidence(parts, join(bench.root, 'merged'));
  writeFileSync(join(path, 'run.json'), `${JSON.stringify(change(header, path), null, 2)}\n`);
  const forged = openEvidenceFolder(path);
  const runs = readRuns(forged);
  for (const [name, text] of renderReport(forged, runs).files) writeFileSync(join(path, name), text);
  return trouble(audit(seal(forged).path));
}

test('parts of which one was taken out are not the whole', () => {
  const found = mergedWith((header, path) => {
    rmSync(join(path, 'shards/2'), { recursive: true });
    return { ...header, shards: header.shards?.slice(0, 1), scenarios: header.scenarios.slice(0, 1) };
  });
  expect(found).toContain('shards: failed: run.json: unexpected 1 of 2 shards, expected also 2/2');
});

test('a part is never looked for where its number leads', () => {
  const found = mergedWith((header, path) => {
    renameSync(join(path, 'shards/2'), join(path, '../elsewhere'));
    return { ...header, shards: header.shards?.map(one => (one.current === 2 ? { ...one, current: '../../elsewhere' } : one)) };
  });
  expect(found.join('\n')).toContain('run: failed: unexpected run.json, expected the header of a run (version 1)');
});

for (const [name, change] of [
  ['source', { source: { commit: 'f'.repeat(40), dirty: false } }],
  ['machine', { machine: 'Production mainframe' }],
  ['startedAt', { startedAt: '2020-01-01T00:00:00.000Z' }],
] as const)
  test(`a header over all with another ${name} than its parts give is told of`, () => {
    expect(mergedWith(header => ({ ...header, ...change }))).toContain(`shards: failed: run.json: its ${name} is not what its parts give`);
  });

test('a header over all with other digests than its parts have is told of', () => {
  const found = mergedWith(header => ({ ...header, scenarios: header.scenarios.map(one => ({ ...one, digests: {} })) }));
  expect(found).toContain('shards: failed: run.json: its scenarios is not what its parts give');
});
