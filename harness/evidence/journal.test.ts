import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openJournal } from './journal.ts';
import { readJournal } from './read-journal.ts';
import { redaction } from './redaction.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-journal-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(secrets: readonly string[] = []): string {
  const file = join(folder, 'as-written.ndjson');
  const journal = openJournal({ evidence: folder, file: basename(file), redaction: redaction(secrets), genesis: 'sha256:run' });
  journal.record({ type: 'phase.started' });
  journal.enter('baseline');
  journal.record({ type: 'harness.failed', code: 'x', message: 'the password is swordfish', hint: '' });
  journal.record({ type: 'trial.ended' });
  journal.close();
  return file;
}

test('reads back what was recorded, in order and with its phase', () => {
  const { events, genesis, broken } = readJournal(folder, basename(write()));
  expect(events.map(({ seq, phase, type }) => ({ seq, phase, type }))).toEqual([
    { seq: 0, phase: 'provision', type: 'phase.started' },
    { seq: 1, phase: 'baseline', type: 'harness.failed' },
    { seq: 2, phase: 'baseline', type: 'trial.ended' },
  ]);
  expect({ genesis, broken }).toEqual({ genesis: 'sha256:run', broken: undefined });
});

test('is on disk before the caller goes on', () => {
  const file = join(folder, 'x.ndjson');
  const journal = openJournal({ evidence: folder, file: basename(file), redaction: redaction([]), genesis: 'sha256:run' });
  journal.record({ type: 'phase.started' });
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
  journal.close();
});

test('never writes a secret', () => {
  expect(readFileSync(write(['swordfish']), 'utf8')).not.toContain('swordfish');
});

test('refuses a file that exists', () => {
  const file = write();
  expect(() => openJournal({ evidence: folder, file: basename(file), redaction: redaction([]), genesis: '' })).toThrow(/EEXIST/);
});

for (const [what, change, line] of [
  ['a changed text', (lines: string[]) => [lines[0], lines[1]?.replace('password', 'passw0rd'), lines[2]], 2],
  ['a missing line', (lines: string[]) => [lines[0], lines[2]], 2],
  ['two lines that changed places', (lines: string[]) => [lines[0], lines[2], lines[1]], 2],
] as const) {
  test(`notices ${what}`, () => {
    const file = write();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${change(lines).join('\n')}\n`);
    expect(readJournal(folder, basename(file)).broken?.line).toBe(line);
  });
}

test('leaves out a last line that a killed writer did not finish', () => {
  const file = write();
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
  expect(readJournal(folder, basename(file)).events).toHaveLength(2);
});
