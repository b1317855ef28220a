import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { EvidenceFolder } from '../evidence/folder.ts';
import type { Signer } from '../evidence/keys.ts';
import { addPersonStatement } from '../evidence/person-statement.ts';
import type { TrustedKey } from '../evidence/trust.ts';
import { isIntact } from './audit.ts';
import { Bench, audit, sealed, trouble, trustIn } from './testing/sealed-run.ts';

let bench: Bench;
let ci: Signer;
let trust: readonly TrustedKey[];
let evidence: EvidenceFolder;
const journal = 'journals/scenarios/worker/as-written.ndjson';
const control = 'journals/scenarios/worker/without-runbook.ndjson';

test.beforeAll(() => {
  bench = new Bench();
  ci = bench.key('ci');
  const [ada, bob] = [bench.key('ada'), bench.key('bob')];
  trust = [trustIn('platform-ci', ci, { since: '2026-03-01' }), trustIn('ada', ada), trustIn('bob', bob)];
  evidence = sealed(bench.run('run'), ci);
  const at = '2026-11-21T09:00:00.000Z';
  addPersonStatement(evidence.path, evidence.header.run, { role: 'reviewer', decision: 'noted', name: 'Bob', note: 'as planned', at }, bob);
  addPersonStatement(
    evidence.path,
    evidence.header.run,
    { role: 'approver', decision: 'accepted', name: 'Ada', note: 'really???', at },
    ada,
  );
});
test.afterAll(() => bench.close());

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => statSync(join(folder, file)).isFile())
    .sort();
}

/** Whether the audit fails, and with what. */
function failures(folder: string): readonly string[] {
  const result = audit(folder, trust);
  return isIntact(result) ? [] : trouble(result);
}

function edit(file: string, change: (text: string) => string): string {
  const folder = bench.copy(evidence);
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  return folder;
}

function editLines(file: string, change: (lines: readonly string[]) => readonly string[]): string {
  return edit(file, text => change(text.slice(0, -1).split('\n')).join('\n') + '\n');
}

test('a run as a drill left it has nothing against it', () => {
  const result = audit(evidence.path, trust);
  expect(trouble(result)).toEqual([]);
  expect(result.results.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'limits ok',
    'files ok',
    'run ok',
    'journals ok',
    'facts ok',
    'statements ok',
    'heads ok',
    'signature ok',
    'verdicts ok',
    'report ok',
    'people ok',
    'people ok',
  ]);
});

test('any changed byte of any file is noticed', () => {
  const folder = bench.copy(evidence);
  const unseen: string[] = [];
  let tried = 0;
  for (const file of filesOf(folder)) {
    const whole = readFileSync(join(folder, file));
    // Every byte of what is small, of the rest some that lie at odd distances.
    const step = whole.length <= 1500 ? 1 : file.endsWith('.jsonl') ? 5 : Math.floor(whole.length / 120) | 1;
    for (let at = 0; at < whole.length; at += step) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(join(folder, file), changed);
      tried++;
      if (failures(folder).length === 0) unseen.push(`${file} at ${at}`);
    }
    writeFileSync(join(folder, file), whole);
  }
  expect(unseen).toEqual([]);
  expect(tried).toBeGreaterThan(2000);
  expect(failures(folder)).toEqual([]);
});

test('each line of each journal and bundle that is dropped, repeated or moved is noticed', () => {
  const folder = bench.copy(evidence);
  const unseen: string[] = [];
  for (const file of filesOf(folder).filter(name => /\.(ndjson|jsonl)$/.test(name))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const lines = text.slice(0, -1).split('\n');
    const changes = lines.flatMap((line, index) => {
      const next = lines[index + 1];
      // Of persons' statements the last may be taken off unseen: nothing stands behind it. The documentation says so.
      const tail = file.startsWith('people') && next === undefined;
      return [
        ...(tail ? [] : [['dropped', lines.toSpliced(index, 1)] as const]),
        ['repeated', lines.toSpliced(index, 0, line)] as const,
        ...(next === undefined ? [] : [['swapped', lines.toSpliced(index, 2, next, line)] as const]),
      ].map(([what, changed]) => [`${file}:${index + 1} ${what}`, changed] as const);
    });
    for (const [what, changed] of changes) {
      writeFileSync(join(folder, file), changed.map(line => `${line}\n`).join(''));
      if (!failures(folder).some(found => found.includes(file))) unseen.push(what);
    }
    writeFileSync(join(folder, file), text);
  }
  expect(unseen).toEqual([]);
});

test('names the line of a journal where its chain breaks', () => {
  expect(failures(editLines(journal, lines => lines.toSpliced(4, 1)))).toContainEqual(
    expect.stringContaining(`journals: failed: ${journal}:5`),
  );
  expect(failures(edit(journal, text => text.replace('kill worker', 'kill warker')))).toContainEqual(
    expect.stringMatching(/journals: failed: .*as-written\.ndjson:\d+: the chain is broken: its text is not what its digest says/),
  );
});

test('a tail that was cut is noticed though the chain that is left is whole', () => {
  const found = failures(editLines(journal, lines => lines.slice(0, -2)));
  expect(found).toContainEqual(expect.stringMatching(/^heads: failed: .*expected \d+ as stated/));
  expect(found.some(line => line.startsWith('journals'))).toBe(false);
});

test('a member that stands twice in a line or in run.json is noticed at its place', () => {
  expect(failures(edit(journal, text => text.replace('{', '{"atMs":0,')))).toContainEqual(
    expect.stringContaining(`journals: failed: ${journal}:1: not in canonical form`),
  );
  expect(failures(edit('run.json', text => text.replace('{', '{\n  "run": "x",'))).join('\n')).toContain('unexpected form of run.json');
  expect(failures(edit('manifest.json', text => text.replace('{', '{"run":"x",'))).join('\n')).toContain(
    'unexpected manifest.json: it is not in canonical form',
  );
});

test('a journal of another run is noticed, even where it says the same', () => {
  const other = sealed(bench.run('other'), ci);
  const folder = bench.copy(evidence);
  copyFileSync(join(other.path, journal), join(folder, journal));
  expect(failures(folder)).toContainEqual(`run: failed: ${journal}:1: it was begun under another run.json`);
});

test('envelopes of another run of the same signer are noticed', () => {
  const other = sealed(bench.run('third', { rounds: { recovery: 'rrggg' } }), ci);
  const folder = bench.copy(evidence);
  copyFileSync(join(other.path, 'run.intoto.jsonl'), join(folder, 'run.intoto.jsonl'));
  expect(failures(folder)).toContain('statements: failed: run.intoto.jsonl:2: it binds another manifest');
  const [, stolen = ''] = readFileSync(join(other.path, 'run.intoto.jsonl'), 'utf8').split('\n');
  expect(failures(editLines('run.intoto.jsonl', ([first = '']) => [first, stolen]))).toContain(
    'statements: failed: run.intoto.jsonl:2: it binds another manifest',
  );
});

test('what is signed is of one type, and that type cannot be changed', () => {
  const found = failures(edit('run.intoto.jsonl', text => text.replaceAll('application/vnd.in-toto+json', 'application/json')));
  expect(found).toContainEqual(
    expect.stringContaining('statements: failed: run.intoto.jsonl:1: line 1: its payload is "application/json"'),
  );
});

const rewritten: readonly (readonly [string, (line: string) => string, string])[] = [
  ['naming another key', line => line.replace(/"keyid":"[^"]*"/, `"keyid":"${'6'.repeat(64)}"`), 'it names another key'],
  ['naming somebody', line => line.replace(/"keyid":"[^"]*"/, '"keyid":"the Federal Office"'), 'its keyid is no digest of a key'],
  ['naming no key', line => line.replace(/"keyid":"[^"]*",/, ''), 'it is no DSSE envelope'],
  [
    'without padding',
    line =>
      line
        .replace(/=+","payloadType/, '","payloadType')
        .replace('==","', '","')
        .replace(/=="\}/, '"}'),
    'base64|ed25519',
  ],
  [
    // The payload has the three question marks of a note, which base64 writes with a slash.
    'in the other alphabet',
    line =>
      line
        .replaceAll('+', '-')
        .replaceAll('in-toto-json', 'in-toto+json')
        .replaceAll(/(?<="(?:sig|payload)":"[^"]*)\//g, '_'),
    'base64|ed25519',
  ],
  [
    'signed by one more',
    line => line.replace('"signatures":[', `"signatures":[{"keyid":"${'6'.repeat(64)}","sig":"${'A'.repeat(86)}=="},`),
    'it has 2 signatures, expected one or none',
  ],
];
for (const [what, change, why] of rewritten)
  for (const file of ['run.intoto.jsonl', 'people.intoto.jsonl'])
    test(`what the signature does not see is noticed in ${file}: ${what}`, () => {
      const folder = editLines(file, lines => lines.map(change));
      const before = readFileSync(join(evidence.path, file), 'utf8');
      expect(readFileSync(join(folder, file), 'utf8')).not.toBe(before);
      expect(failures(folder).join('\n')).toMatch(new RegExp(`^\\w+: failed: ${file}:\\d+: .*(${why})`, 'm'));
    });

test('a bundle that is empty, cut or gone is noticed', () => {
  expect(failures(edit('run.intoto.jsonl', () => ''))).toContainEqual(
    expect.stringContaining('statements: failed: run.intoto.jsonl: unexpected statements on 0 lines'),
  );
  expect(failures(edit('run.intoto.jsonl', text => text.slice(0, -1)))).toContainEqual(expect.stringContaining('its last line has no end'));
  const folder = bench.copy(evidence);
  rmSync(join(folder, 'run.intoto.jsonl'));
  expect(failures(folder)).toContain('statements: failed: run.intoto.jsonl: missing: the statements of the run');
});

test('a key that the reader does not trust, or not on that day, does not count', () => {
  const result = audit(evidence.path, trust.slice(1));
  expect(result.results.filter(({ check }) => check === 'signature').map(({ state }) => state)).toEqual([
    'unknown-signer',
    'unknown-signer',
  ]);
  expect(isIntact(result)).toBe(false);
  const late = audit(evidence.path, [trustIn('platform-ci', ci, { since: '2026-12-01' }), ...trust.slice(1)]);
  expect(trouble(late)[0]).toBe('signature: failed: run.intoto.jsonl:1: "platform-ci" is trusted since 2026-12-01, which this is not');
  expect(isIntact(audit(evidence.path, [trustIn('platform-ci', ci, { until: '2026-11-21' }), ...trust.slice(1)]))).toBe(true);
});

test('without a trust file nobody is vouched for, and that is said', () => {
  const result = audit(evidence.path);
  expect(isIntact(result)).toBe(true);
  expect(trouble(result).map(line => line.split(': ').slice(0, 2).join(' '))).toEqual([
    'signature not-checked',
    'people not-checked',
    'people not-checked',
  ]);
});

test('an unsigned run says so, and is not enough for who trusts keys', () => {
  const unsigned = sealed(bench.run('unsigned'));
  const result = audit(unsigned.path);
  expect(isIntact(result)).toBe(true);
  expect(result.results.find(({ check }) => check === 'signature')?.what).toBe(
    'nobody signed this run: anyone could have rewritten the folder whole',
  );
  expect(isIntact(audit(unsigned.path, trust))).toBe(false);
});

test('a run without a manifest was cut off, and is told as that', () => {
  const open = bench.run('open');
  expect(trouble(audit(open.path))[0]).toContain('expected a sealed run: it was cut off');
});

test('a manifest that leads out of the folder is not followed', () => {
  const found = failures(edit('manifest.json', text => text.replace('"path":"report.json"', '"path":"../report.json"')));
  expect(found.join('\n')).toContain('unexpected path "../report.json", expected one inside the folder');
});

test('links are not followed, and not accepted', () => {
  const folder = bench.copy(evidence);
  renameSync(join(folder, 'report.html'), join(bench.root, 'elsewhere.html'));
  symlinkSync(join(bench.root, 'elsewhere.html'), join(folder, 'report.html'));
  expect(failures(folder)[0]).toBe('limits: failed: report.html: unexpected a symbolic link, expected files and folders only');
});

test('a file that was added is told of', () => {
  const folder = bench.copy(evidence);
  mkdirSync(join(folder, 'notes'));
  writeFileSync(join(folder, 'notes/extra.txt'), 'x');
  expect(failures(folder)).toEqual(['files: failed: notes/extra.txt: added: the manifest does not name it']);
});

test('an output that was taken out is missing, one that was changed is changed', () => {
  const folder = bench.copy(evidence);
  const output = filesOf(folder).find(file => file.startsWith('outputs/')) ?? '';
  rmSync(join(folder, output));
  const result = audit(folder, trust);
  expect(trouble(result)).toEqual([
    `files: missing: ${output}: this output was taken out`,
    expect.stringMatching(
      /^journals: missing: journals\/scenarios\/worker\/as-written\.ndjson:\d+: its output sha256:[0-9a-f]{64} is not here$/,
    ),
    'report: not-checked: outputs that stand in it were taken out of the folder',
  ]);
  expect([isIntact(result), isIntact(result, true)]).toEqual([false, true]);
  writeFileSync(join(folder, output), 'another output');
  expect(failures(folder)).toContainEqual(expect.stringMatching(/^journals: failed: .*its output sha256:\S+ was changed$/));
});

test('a verdict that its own journals do not give is noticed, even where it was sealed and signed', () => {
  const lying = bench.run('lying', { failed: { recovery: 'not restored' }, rounds: { recovery: 'rx60' } });
  const honest = readFileSync(join(lying.path, 'report.json'), 'utf8');
  expect(honest).toContain('"outcome": "refuted"');
  writeFileSync(join(lying.path, 'report.json'), honest.replace('"outcome": "refuted"', '"outcome": "verified"'));
  expect(failures(sealed(lying, ci).path)).toContainEqual(
    expect.stringMatching(/^verdicts: failed: report\.json: unexpected verified .* expected refuted .* from its journals$/),
  );
});

test('what another version rendered is not compared, and that is said', () => {
  expect(trouble(audit(evidence.path, trust, '0.2.0'))).toEqual([
    'report: not-checked: drillbook 0.1.0 rendered it, and this is 0.2.0: another version may render otherwise',
  ]);
});

test('what is nested to harm its reader is not read', () => {
  const folder = bench.copy(evidence);
  appendFileSync(join(folder, control), '['.repeat(100_000));
  const [first, ...rest] = failures(folder);
  expect(first).toMatch(/^limits: failed: journals\/scenarios\/worker\/without-runbook\.ndjson:\d+: unexpected nesting/);
  expect(rest.every(line => line.includes('not-checked'))).toBe(true);
});

test('approval under the key of the run itself is no second pair of eyes', () => {
  const own = sealed(bench.run('own'), ci);
  addPersonStatement(own.path, own.header.run, { role: 'approver', decision: 'accepted', name: 'CI', at: '2026-11-21T09:00:00.000Z' }, ci);
  expect(failures(own.path)).toEqual([
    expect.stringContaining(
      'people: failed: people.intoto.jsonl:1: CI, approver, accepted on 2026-11-21: made with the key that signed the run',
    ),
  ]);
});

test("a person's statement on another run's manifest is noticed", () => {
  const other = sealed(bench.run('fourth', { rounds: { recovery: 'rrrggg' } }), ci);
  copyFileSync(join(evidence.path, 'people.intoto.jsonl'), join(other.path, 'people.intoto.jsonl'));
  expect(failures(other.path)).toContain('people: failed: people.intoto.jsonl:1: it speaks of another manifest');
});
