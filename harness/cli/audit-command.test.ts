import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { Bench, sealed } from '../audit/testing/sealed-run.ts';
import type { EvidenceFolder } from '../evidence/folder.ts';
import { readSigner } from '../evidence/keys.ts';
import { commands } from './commands.ts';
import { main } from './main.ts';

let bench: Bench;
test.beforeEach(() => {
  bench = new Bench();
});
test.afterEach(() => bench.close());

async function call(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdout, stderr, cwd: bench.root, env: { HOME: bench.root }, signal: new AbortController().signal };
  const status = await main(argv, io, commands);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

/** Keys made and pasted as the command tells, and a run sealed with the first. */
async function signedRun(): Promise<EvidenceFolder> {
  const ci = await call('keys', 'init', '--out', 'ci.pem', '--name', 'platform-ci');
  const ada = await call('keys', 'init', '--out', 'ada.pem', '--name', 'ada');
  expect([ci.status, ada.status]).toEqual([0, 0]);
  const today = new Date().toISOString().slice(0, 10);
  // The run of this test is older than its key.
  writeFileSync(
    join(bench.root, 'trust.yaml'),
    (ci.stdout + ada.stdout.replace('keys:\n', '')).replaceAll(`since: ${today}`, 'since: 2026-01-01'),
  );
  return sealed(bench.run('run'), readSigner(join(bench.root, 'ci.pem')));
}

const approve = ['--role', 'approver', '--decision', 'accepted', '--name', 'Ada Byron', '--note', 'for the audit of 2026'];

test('keys that were made, a run that was signed and a statement of a person are audited as they were given', async () => {
  const { path } = await signedRun();
  expect(await call('sign', path, '--key', 'ada.pem', ...approve)).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('Ada Byron, approver: accepted.'),
  });
  const { status, stdout, stderr } = await call('audit', path, '--trust', 'trust.yaml');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('ed25519, "platform-ci", trusted since 2026-01-01');
  expect(stdout).toContain('Ada Byron, approver, accepted');
  expect(stdout).toContain('were signed with a key that you trust, and have not changed since.');
  expect(stdout).toContain('Does not show: that the machine that recorded them was honest');
});

test('the trust file of the folder in which one stands is taken where none is named', async () => {
  const { path } = await signedRun();
  expect((await call('audit', path)).stdout).not.toContain('platform-ci');
  writeFileSync(join(bench.root, 'drillbook.yaml'), 'trust: trust.yaml\n');
  expect((await call('audit', path)).stdout).toContain('ed25519, "platform-ci"');
  writeFileSync(join(bench.root, 'drillbook.yaml'), 'trust: gone.yaml\n');
  expect(await call('audit', path)).toMatchObject({ status: 2, stdout: '' });
});

test('nothing that is printed claims more than it can', async () => {
  const { path } = await signedRun();
  const all = await Promise.all([
    call('audit', path),
    call('audit', path, '--explain'),
    call('audit', path, '--json'),
    call('audit', '--help'),
    call('sign', '--help'),
    call('keys', '--help'),
  ]);
  for (const { stdout } of all) expect(stdout).not.toMatch(/proves|certified|compliant|guaranteed|tamper-proof/i);
});

test('a change ends with 1, and one JSON document says what it is', async () => {
  const { path } = await signedRun();
  const file = join(path, 'journals/scenarios/worker/as-written.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replace('kill worker', 'kill warker'));
  const { status, stdout } = await call('audit', path, '--trust', 'trust.yaml', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    intact: false,
    shows: [],
    results: expect.arrayContaining([
      {
        check: 'journals',
        state: 'failed',
        what: expect.any(String),
        place: expect.stringMatching(/^journals\/scenarios\/worker\/as-written\.ndjson:\d+$/),
      },
    ]),
  });
});

test('what is changed, cut off or not there is not signed', async () => {
  const { path } = await signedRun();
  const open = bench.run('open');
  expect(await call('sign', open.path, '--key', 'ada.pem', ...approve)).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('expected a sealed one'),
  });
  rmSync(join(path, 'report.html'));
  expect(await call('sign', path, '--key', 'ada.pem', ...approve)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('nothing was signed'),
  });
  expect(await call('sign', 'nowhere', '--key', 'ada.pem', ...approve)).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('run.json'),
  });
});

test('nobody approves under the key of the run, but may note something', async () => {
  const { path } = await signedRun();
  expect(await call('sign', path, '--key', 'ci.pem', ...approve)).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("expected an approver's own"),
  });
  expect((await call('sign', path, '--key', 'ci.pem', '--role', 'operator', '--decision', 'noted', '--name', 'CI')).status).toBe(0);
  expect((await call('audit', path, '--trust', 'trust.yaml')).stdout).toContain(
    'made with the key that signed the run, which is no second pair of eyes',
  );
});

test('a private key is kept out of the repository unless somebody says otherwise', async () => {
  expect((await call('keys', 'init')).stderr).toContain(join(bench.root, '.config/drillbook/signing-key.pem'));
  expect(await call('keys', 'init')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('a key is never written over'),
  });
});

for (const [what, argv, message] of [
  ['no folder', ['audit'], 'unexpected 0 folders, expected one'],
  ['a folder that is not there', ['audit', 'nowhere'], 'unexpected folder nowhere'],
  ['a trust file that is not there', ['audit', '.', '--trust', 'nowhere.yaml'], 'unexpected --trust nowhere.yaml'],
  ['two forms at once', ['audit', '.', '--json', '--explain'], 'unexpected --explain beside --json'],
  ['a role that nobody has', ['sign', '.', '--role', 'aprover'], 'unexpected --role "aprover", expected "approver"'],
  ['no decision', ['sign', '.', '--role', 'approver'], 'unexpected absence of --decision'],
  ['no key', ['sign', '.', '--role', 'approver', '--decision', 'noted'], 'unexpected absence of --key'],
  ['another word than init', ['keys', 'make'], 'unexpected "keys make", expected "keys init"'],
] as const) {
  test(`${what} is a wrong call`, async () => {
    expect(await call(...argv)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
}

test('a trust file with a problem is told at its place, and nothing is audited', async () => {
  const { path } = await signedRun();
  writeFileSync(join(bench.root, 'trust.yaml'), 'keys:\n  - name: a\n    key: abc\n');
  expect(await call('audit', path, '--trust', 'trust.yaml')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('trust.yaml:3:10: error: unexpected key of "a"'),
  });
});
