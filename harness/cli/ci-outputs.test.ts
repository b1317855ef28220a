import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { hostile, oneOfEach, reportOf } from '../reports/ci/testing/reports.ts';
import { annotateProblems, writeCiOutputs } from './ci-outputs.ts';
import type { CiOutputs } from './ci-outputs.ts';
import { guardedOutput } from './guarded-output.ts';

let folder: string;
test.beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'drillbook-ci-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const report = reportOf(oneOfEach);

function write(
  env: Readonly<Record<string, string>>,
  more: Partial<CiOutputs> = {},
  about = report,
): { readonly stdout: string; readonly stderr: string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdout: guardedOutput(stdout, 'text'), stderr: guardedOutput(stderr, 'text'), cwd: join(folder, 'ops'), env };
  writeCiOutputs(about, { io, document: false, ...more });
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { stdout: read(stdout), stderr: read(stderr) };
}

const github = (): Record<string, string> => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_WORKSPACE: folder,
  GITHUB_STEP_SUMMARY: join(folder, 'summary'),
});

test('outside of GitHub Actions it says nothing', () => {
  expect(write({ GITHUB_STEP_SUMMARY: join(folder, 'summary') })).toEqual({ stdout: '', stderr: '' });
  expect(() => readFileSync(join(folder, 'summary'))).toThrow('ENOENT');
});

test('annotations go through the gate, once, with paths from the top of the repository', () => {
  const { stdout, stderr } = write(github());
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^::error file=ops\/runbook\.md,line=10,col=1,title=Primary lost%3A refuted%3A not-restored::/);
  expect(stderr).toBe('');
});

test('a workspace that is reached through a symbolic link is the same one', () => {
  const link = `${folder}-link`;
  mkdirSync(join(folder, 'ops'));
  symlinkSync(folder, link);
  try {
    expect(write({ ...github(), GITHUB_WORKSPACE: link }).stdout).toMatch(/^::error file=ops\/runbook\.md,/);
  } finally {
    rmSync(link);
  }
});

test('where a document stands on standard output they go to standard error', () => {
  const { stdout, stderr } = write(github(), { document: true });
  expect(stdout).toBe('');
  expect(stderr.match(/^::error /gm)).toHaveLength(3);
});

test('a shard says nothing, for the merged run does', () => {
  expect(write(github(), { silent: true })).toEqual({ stdout: '', stderr: '' });
});

test('the summary is appended to what others wrote', () => {
  const { GITHUB_STEP_SUMMARY: file = '' } = github();
  writeFileSync(file, '# Others\n');
  write(github(), { evidence: '.drillbook/runs/x' });
  expect(readFileSync(file, 'utf8')).toMatch(/^# Others\n\n## ✗ .*\n[^]*npx drillbook audit \.drillbook\/runs\/x\n[^]*<\/details>\n$/);
});

test('a summary that has no room, or cannot be written, is one line and no error', () => {
  const { GITHUB_STEP_SUMMARY: file = '' } = github();
  writeFileSync(file, '');
  truncateSync(file, 1024 * 1024 - 100);
  expect(write(github()).stderr).toBe('drillbook: the job summary has no room left; see report.html\n');
  const { stdout, stderr } = write({ ...github(), GITHUB_STEP_SUMMARY: join(folder, 'no', 'such', 'folder') });
  expect(stderr).toMatch(/^drillbook: the job summary could not be written: ENOENT[^\n]*\n$/);
  expect(stdout).toContain('::error ');
});

test('text of others makes no command of its own', () => {
  const { stdout } = write(github(), {}, reportOf(hostile));
  for (const line of stdout.trimEnd().split(/\r\n|[\n\r\u0085\u2028\u2029]/))
    expect(line).toMatch(/^::(error|warning|notice) (file=[^:,]+,line=\d+,col=\d+,)?title=[^:,]*::./);
  expect(stdout).not.toMatch(/##\w*\[/);
});

test('mistakes in files are told at their lines, for there is no report then', () => {
  const stdout = new PassThrough();
  const io = { stdout, stderr: new PassThrough(), cwd: process.cwd(), env: { GITHUB_ACTIONS: 'true' } };
  const location = { file: 'scenarios/a.yaml', line: 3, column: 5 };
  annotateProblems(
    [{ rule: 'unknown-key', severity: 'error', message: 'unexpected key "outcom"\n::error::x', location, hint: 'Did you mean "outcome"?' }],
    { io, document: false },
  );
  expect(String(stdout.read())).toBe(
    '::error file=scenarios/a.yaml,line=3,col=5,title=drillbook%3A unknown-key::unexpected key "outcom" ⏎ ::error::x%0ADid you mean "outcome"?\n',
  );
  annotateProblems([{ rule: 'x', severity: 'error', message: 'y', location }], { io: { ...io, env: {} }, document: false });
  expect(stdout.read()).toBeNull();
});
