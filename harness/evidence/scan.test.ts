import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openJournal } from './journal.ts';
import { redaction } from './redaction.ts';
import { scanEvidence } from './scan.ts';

const secret = 'hunter2/hunter2';
const hidden = redaction([secret]);
let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-scan-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string | Buffer): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

test('finds a secret in each file, at its line, and does not repeat it', () => {
  put('report.html', `<p>\n<p>the word is ${secret}</p>\n`);
  put('a/as-written.ndjson', `{"a":"b"}\n{"text":${JSON.stringify(Buffer.from(`user:${secret}`).toString('base64'))}}\n`);
  put('outputs/ab/abc', `\n\n\nghp_${'a1'.repeat(18)}\n`);
  put('summary.md', 'nothing\n');
  const leaks = scanEvidence(folder, hidden);
  expect(leaks).toEqual([
    { file: 'a/as-written.ndjson', line: 2, what: 'a registered secret in base64' },
    { file: 'outputs/ab/abc', line: 4, what: 'a GitHub token' },
    { file: 'report.html', line: 2, what: 'a registered secret' },
  ]);
  expect(JSON.stringify(leaks)).not.toContain('hunter2');
});

test('finds a secret in the name of a file, and hides it there', () => {
  put(`runs-of-correct-horse/trial.ndjson`, '{}\n');
  expect(scanEvidence(folder, redaction(['correct-horse']))).toEqual([
    { file: 'runs-of-[redacted]/trial.ndjson', line: 0, what: 'a registered secret' },
  ]);
});

test('finds a secret that was recorded in two pieces of output', () => {
  const journal = openJournal({ evidence: folder, file: 'trial.ndjson', redaction: redaction([]), genesis: '' });
  journal.record({ type: 'step.started', step: 'a', attempt: 1 });
  for (const text of ['the word is hunter2', '/hunter2'] as const) {
    journal.record({ type: 'step.output', step: 'a', stream: 'stdout', text });
    journal.record({ type: 'step.output', step: 'a', stream: 'stderr', text: 'meanwhile\n' });
  }
  journal.close();
  expect(scanEvidence(folder, hidden)).toEqual([{ file: 'trial.ndjson', line: 4, what: 'a registered secret, in two pieces of output' }]);
});

test('reads large files in pieces and finds what stands between two of them', () => {
  const mega = 1024 * 1024;
  for (const before of [mega - 7, mega - 1, mega, 2 * mega - 65_536, 3 * mega - 3]) {
    const line = 'x'.repeat(99);
    const text = `${line}\n`.repeat(Math.ceil(before / 100)).slice(0, before);
    put('large', `${text}${secret}\n${`${line}\n`.repeat(20_000)}`);
    expect(scanEvidence(folder, hidden)).toEqual([{ file: 'large', line: Math.floor(before / 100) + 1, what: 'a registered secret' }]);
  }
});

test('does not take a count, a time or a digest for a secret of digits', () => {
  put('a.ndjson', `{"atMs":12345,"list":[1,12345],"seq":12345}\n`);
  put('report.json', JSON.stringify({ count: 12345, list: [12345, 12345], hash: `${'a'.repeat(50)}12345${'0'.repeat(9)}` }, null, 2));
  expect(scanEvidence(folder, redaction(['12345']))).toEqual([]);
  put('b.ndjson', `{"text":"pin: 12345, so"}\n`);
  expect(scanEvidence(folder, redaction(['12345']))).toEqual([{ file: 'b.ndjson', line: 1, what: 'a registered secret' }]);
});

test('follows no link out of the folder, and takes bytes that are no text as they come', () => {
  symlinkSync('/', join(folder, 'link'));
  put('report.pdf', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0x80]), Buffer.from(secret)]));
  expect(scanEvidence(folder, hidden)).toEqual([{ file: 'report.pdf', line: 1, what: 'a registered secret' }]);
});

test('finds nothing where everything was hidden', () => {
  const journal = openJournal({ evidence: folder, file: 'trial.ndjson', redaction: hidden, genesis: '' });
  journal.record({ type: 'harness.failed', code: 'x', message: `the word is ${secret}`, hint: encodeURIComponent(secret) });
  journal.close();
  expect(scanEvidence(folder, hidden)).toEqual([]);
});
