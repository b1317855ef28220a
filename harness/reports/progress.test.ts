import { expect, test } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { journalOf } from '../judging/testing/journal-builder.ts';
import { makeProgress } from './progress.ts';
import type { ProgressOutput } from './progress.ts';

function listen(more: Partial<ProgressOutput> = {}): { readonly out: ProgressOutput; text(): string } {
  const pieces: string[] = [];
  return { out: { write: text => pieces.push(text), ...more }, text: () => pieces.join('') };
}

test('without a terminal each thing that happens is a line, and nothing is drawn', () => {
  const { out, text } = listen();
  const progress = makeProgress(out, { env: {} });
  for (const event of journalOf()) progress.event('worker', 'as-written', event);
  progress.end();
  expect(text()).not.toContain('\u001B');
  expect(
    text()
      .split('\n')
      .map(line => line.replace(/^\[\d\d:\d\d\] /, '')),
  ).toEqual([
    'worker as-written  begins',
    'worker as-written  fault: kill worker',
    'worker as-written  step fix/1 held (500 ms)',
    'worker as-written  ended',
    '',
  ]);
});

test('the control that stays down is no failure', () => {
  const { out, text } = listen();
  const progress = makeProgress(out, { env: {} });
  for (const event of journalOf({ trial: 'without-runbook' })) progress.event('worker', 'without-runbook', event);
  progress.end();
  expect(text()).toContain('stayed down');
  expect(text()).not.toContain('did not hold');
});

test('a silent step still shows that it lives: elsewhere by a line now and then', async () => {
  let now = 0;
  const { out, text } = listen();
  const progress = makeProgress(out, { env: {}, now: () => now });
  for (const event of journalOf().filter(({ type }) => type === 'trial.started' || type === 'step.started'))
    progress.event('worker', 'as-written', event);
  now = 61_000;
  await expect.poll(text).toContain('step fix/1 01:01');
  progress.end();
});

test('on a terminal a clock goes on under the lines, and is gone at the end', async () => {
  let now = 0;
  const { out, text } = listen({ isTTY: true, columns: 60, rows: 24 });
  const progress = makeProgress(out, { env: { TERM: 'xterm', NO_COLOR: '1' }, now: () => now });
  for (const event of journalOf().filter(
    ({ type, phase }) => type === 'trial.started' || (type === 'phase.started' && phase === 'respond') || type === 'step.started',
  ))
    progress.event('worker', 'as-written', event);
  now = 12_000;
  await expect.poll(text).toContain('respond 00:12, step fix/1 00:12');
  progress.end();
  expect(text().endsWith('\u001B[1F\u001B[0J')).toBe(true);
  const before = text();
  await sleep(600);
  progress.end();
  expect(text()).toBe(before);
});

test('CI and dumb terminals get plain lines even where they look like terminals', () => {
  for (const env of [{ CI: 'true' }, { TERM: 'dumb' }]) {
    const { out, text } = listen({ isTTY: true });
    const progress = makeProgress(out, { env });
    for (const event of journalOf()) progress.event('worker', 'as-written', event);
    progress.end();
    expect(text()).not.toContain('\u001B');
  }
});
