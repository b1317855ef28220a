import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { sentenceOf } from '../judging/sentence.ts';
import { doubtfulReasons, reasons, refutingReasons, voidReasons } from '../model/verdict.ts';
import { commands } from './commands.ts';
import { readReasonsPage } from './explain/reasons-page.ts';
import { main } from './main.ts';

async function explain(
  argv: readonly string[],
  { columns = 80, env = { NO_COLOR: '1' } }: { columns?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns, isTTY: true }), new PassThrough()];
  const status = await main(['explain', ...argv], { stdout, stderr, cwd: '/', env, signal: new AbortController().signal }, commands);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

test('each reason of the model has its part on the page, below its outcome, and no other has one', () => {
  const parts = readReasonsPage();
  const below = (title: string): readonly string[] => {
    const from = parts.findIndex(part => part.level === 2 && part.title === title);
    const to = parts.findIndex((part, index) => index > from && part.level <= 2);
    return parts.slice(from + 1, to === -1 ? undefined : to).map(part => part.title);
  };
  expect(below('Verified')).toEqual(['clean']);
  expect(below('Inconclusive: the trial proves nothing')).toEqual([...voidReasons]);
  expect(below('Refuted')).toEqual([...refutingReasons]);
  expect(below('Inconclusive: in doubt')).toEqual([...doubtfulReasons]);
  expect(
    parts
      .filter(({ level }) => level === 3)
      .map(({ title }) => title)
      .sort(),
  ).toEqual([...reasons].sort());
});

test('each part says in one line what it means, then what makes it, what to do, and shows the sentence that reports print', () => {
  for (const reason of reasons) {
    const text = readReasonsPage().find(({ title }) => title === reason)?.text ?? '';
    expect(text.split('\n')[0]?.length, reason).toBeLessThan(60);
    expect(text.match(/^\*\*[^*]+\*\*/gm), reason).toEqual(['**What makes it.**', '**What to do.**', '**Example.**']);
    if (reason !== 'clean') expect(text, reason).toContain(sentenceOf(reason, 'as-written', false, ''));
  }
});

test('its links lead to its own parts, and the front part names each reason for which a drill is inconclusive', () => {
  const page = readFileSync(new URL('../../docs/reasons.md', import.meta.url), 'utf8');
  const titles = new Set(readReasonsPage().map(({ title }) => title));
  for (const [, anchor = ''] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(titles).toContain(anchor);
  const front = readReasonsPage().find(({ title }) => title.startsWith('Why is my drill'))?.text ?? '';
  for (const reason of [...voidReasons, ...doubtfulReasons]) expect(front).toContain(`(#${reason})`);
});

test('without a reason all of them are listed, one line each', async () => {
  const { status, stdout } = await explain([]);
  expect(status).toBe(0);
  for (const reason of reasons) expect(stdout.match(new RegExp(`^  ${reason} +\\S.*\\.$`, 'gm')), reason).toHaveLength(1);
  expect(stdout).not.toMatch(/^ {10}/m);
});

test('a reason is explained as text, at the width of the terminal, also as it was copied from a report', async () => {
  const { stdout } = await explain(['refuted: not-restored']);
  expect(stdout).toMatch(/^refuted: not-restored\n\nThe procedure was followed, and service did not come back\.\n/);
  expect((await explain(['refuted:', 'not-restored'])).stdout).toBe(stdout);
  expect(stdout).not.toMatch(/\*\*|```|\]\(/);
  for (const reason of reasons)
    for (const line of (await explain([reason], { columns: 50 })).stdout.split('\n').filter(one => !one.startsWith('    ')))
      expect(line.length, line).toBeLessThan(60);
  expect((await explain(['inconclusive'])).stdout).toContain('Why is my drill inconclusive?');
});

test('on a terminal that does not show UTF-8 it is explained in ASCII', async () => {
  expect((await explain(['not-restored'], { env: { LC_ALL: 'POSIX', NO_COLOR: '1' } })).stdout).toMatch(/^[\0-\x7F]+$/);
});

test('a near miss gets the nearest reason', async () => {
  expect(await explain(['not-restord'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected reason "not-restord", expected "not-restored"'),
  });
  expect((await explain(['wat', 'x', 'y'])).status).toBe(2);
});
