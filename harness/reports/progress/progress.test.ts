import { expect, test } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { journalOf } from '../../judging/testing/journal-builder.ts';
import type { Story } from '../../judging/testing/journal-builder.ts';
import type { DrillEvent } from '../../model/event.ts';
import { makeReport } from '../make-report.ts';
import type { ReportScenario } from '../report-schema.ts';
import type { ProgressOutput } from './contract.ts';
import { makeProgress } from './progress.ts';
import { screenAfter } from './testing/screen.ts';

interface Listening {
  readonly out: ProgressOutput;
  text(): string;
}

function listen(more: Partial<ProgressOutput> = {}): Listening {
  const pieces: string[] = [];
  return { out: { write: text => pieces.push(text), ...more }, text: () => pieces.join('') };
}

/** A pseudo terminal turns a line feed into both. */
function screen({ out, text }: Listening): readonly string[] {
  return screenAfter(text().replaceAll('\n', '\r\n'), { columns: out.columns || 80, rows: out.rows || 24 });
}

function reportOf(story: Story, id = 'worker'): ReportScenario {
  const facts = { ...story.facts, scenario: id };
  const events = journalOf({ ...story, facts });
  const start = events[0];
  const control = journalOf({ trial: 'without-runbook', facts });
  if (start?.type !== 'trial.started') throw new Error('unexpected journal, expected one with a beginning');
  const trials = [
    { trial: 'as-written', attempt: 1, journal: 'a', events } as const,
    { trial: 'without-runbook', attempt: 1, journal: 'b', events: control } as const,
  ];
  const [scenario] = makeReport([{ facts: start.facts, trials }], {
    drillbook: '0.1.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
  }).scenarios;
  if (scenario === undefined) throw new Error('unexpected report, expected one with a scenario');
  return scenario;
}

const failing: Story = {
  steps: [
    {
      ended: {
        held: false,
        status: 1,
        message: 'unexpected status 1, expected 0',
        stdout: 'one\n::error::two\n',
        stderr: 'three\u001B[2J\n',
      },
    },
  ],
  rounds: { recovery: 'rx60' },
  failed: { recovery: 'a job completes: 503' },
};

/** Up to the moment when a step runs and has printed something. */
function inStep(output: string, rounds = 'rrr'): readonly DrillEvent[] {
  const events = journalOf({ rounds: { symptom: rounds } });
  const started = events.findIndex(({ type }) => type === 'step.started');
  const { seq, atMs, phase } = events[started] ?? { seq: 0, atMs: 0, phase: 'respond' };
  return [
    ...events.slice(0, started + 1),
    { seq: seq + 1, atMs, phase, type: 'step.output', step: 'fix/1', stream: 'stdout', text: output },
  ];
}

const terminal = { isTTY: true, columns: 80, rows: 24 };
const env = { TERM: 'xterm', NO_COLOR: '1' };

test('without a terminal each thing that happens is a line with its time, and nothing is drawn', () => {
  const { out, text } = listen();
  const progress = makeProgress(out, { scenarios: ['worker'], env: {} });
  for (const event of journalOf()) progress.event('worker', 'as-written', event);
  progress.scenarioEnded('worker', reportOf({}));
  progress.end();
  expect(text()).not.toContain('\u001B');
  expect(
    text()
      .split('\n')
      .map(line => line.replace(/^\[\d\d:\d\d\] /, '')),
  ).toEqual([
    'worker as-written  begins on processes',
    'worker as-written  baseline',
    'worker as-written  fault: kill worker',
    'worker as-written  fault proven: worker is exited',
    'worker as-written  symptom',
    'worker as-written  respond',
    'worker as-written  step fix/1 (runbook.md:10) held, 500 ms',
    'worker as-written  recovery',
    'worker as-written  hold',
    'worker as-written  residual',
    'worker as-written  ended',
    'worker  verified',
    '',
  ]);
});

test('a step that does not hold says where it stands and how its output ended, and no line of it is a command or one of ours', () => {
  const { out, text } = listen();
  const progress = makeProgress(out, { scenarios: ['worker'], env: {} });
  for (const event of journalOf(failing)) progress.event('worker', 'as-written', event);
  progress.scenarioEnded('worker', reportOf(failing));
  progress.end();
  expect(text()).toContain(
    'step fix/1 (runbook.md:10) did not hold, 500 ms: unexpected status 1, expected 0\n  │ one\n  │ ::error::two\n  │ three\n',
  );
  expect(text()).not.toMatch(/^\s*::/m);
  expect(text()).not.toContain('\u001B');
  expect(text()).toMatch(/worker {2}refuted: not-restored {2}The procedure did not restore service: .* {2}runbook\.md:10:1\n/);
  expect(text()).toContain('  unexpected refuted (not-restored), expected verified  ');
});

test('the control that stays down is no failure', () => {
  const { out, text } = listen();
  const progress = makeProgress(out, { scenarios: ['worker'], env: {} });
  for (const event of journalOf({ trial: 'without-runbook' })) progress.event('worker', 'without-runbook', event);
  progress.end();
  expect(text()).toContain('stayed down');
  expect(text()).not.toContain('did not hold');
});

test('a silent step still shows that it lives: elsewhere by a line now and then', async () => {
  let now = 0;
  const { out, text } = listen();
  const progress = makeProgress(out, { scenarios: ['worker'], env: {}, now: () => now });
  for (const event of inStep('')) progress.event('worker', 'as-written', event);
  now = 61_000;
  await expect.poll(text).toMatch(/still in respond 01:01, step fix\/1 01:01 {2}down 01:0\d\n/);
  progress.end();
});

test('on a terminal a scenario is one line with its clocks, below it the last five lines of the running step, and nothing stays of them', async () => {
  let now = 0;
  const heard = listen(terminal);
  const progress = makeProgress(heard.out, { scenarios: ['worker', 'other'], env, now: () => now });
  for (const event of inStep(Array.from({ length: 9 }, (_, line) => `line ${line}\r\n`).join('')))
    progress.event('worker', 'as-written', event);
  for (const event of journalOf({ trial: 'without-runbook', until: 'symptom' }).slice(0, 5))
    progress.event('worker', 'without-runbook', event);
  now = 12_000;
  await expect
    .poll(() => screen(heard))
    .toContainEqual(expect.stringMatching(/^worker {2}00:12 {2}respond 00:12, step fix\/1 00:12 {2}down 00:1\d · without-runbook/));
  expect(screen(heard).slice(1)).toEqual([
    '  │ line 4',
    '  │ line 5',
    '  │ line 6',
    '  │ line 7',
    '  │ line 8',
    '0 of 2 scenarios have ended',
    '',
  ]);
  progress.end();
  expect(screen(heard)).toEqual(['']);
  const before = heard.text();
  await sleep(600);
  progress.end();
  expect(heard.text()).toBe(before);
});

test('what printed a step can neither draw nor tear: controls are gone, long and wide lines are cut', async () => {
  for (const columns of [1, 5, 20, 40, 80]) {
    const heard = listen({ ...terminal, columns });
    const progress = makeProgress(heard.out, { scenarios: ['a/worker', 'b/worker'], env });
    for (const event of inStep(`\u001B[2J\u001B[1;1H::error::x\n${'日本語'.repeat(80)}\n${'x'.repeat(500)}`)) {
      progress.event('a/worker', 'as-written', event);
      progress.event('b/worker', 'as-written', event);
    }
    for (const line of heard.text().split('\n')) expect(stripVTControlCharacters(line).length).toBeLessThan(Math.max(2, columns));
    expect(heard.text()).not.toContain('[2J');
    expect(heard.text()).not.toMatch(/^\s*::/m);
    progress.end();
    expect(screen(heard)).toEqual(['']);
  }
});

test('two hundred scenarios take at most twelve rows, and never the whole screen', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `scenarios/${'long-'.repeat(20)}${index}`);
  for (const rows of [2, 5, 24]) {
    const heard = listen({ ...terminal, rows });
    const progress = makeProgress(heard.out, { scenarios: ids, env });
    for (const id of ids)
      for (const event of inStep('hello\n').slice(0, rows === 2 ? 2 : undefined)) progress.event(id, 'as-written', event);
    const shown = screen(heard).filter(line => line !== '');
    expect(shown.length).toBeLessThanOrEqual(Math.min(12, rows - 1));
    progress.end();
    expect(screen(heard)).toEqual(['']);
  }
});

test('failures and outcomes stay above the drawing, whole, with the sentence that the report has', () => {
  const heard = listen(terminal);
  const progress = makeProgress(heard.out, { scenarios: ['a/worker', 'b/worker'], env });
  for (const event of journalOf(failing)) progress.event('a/worker', 'as-written', event);
  for (const event of journalOf({ until: 'symptom' })) progress.event('b/worker', 'as-written', event);
  progress.scenarioEnded('a/worker', reportOf(failing, 'a/worker'));
  progress.scenarioEnded('b/worker', reportOf({}, 'b/worker'));
  progress.end();
  expect(screen(heard)).toEqual([
    '! a/worker as-written: step fix/1 (runbook.md:10) did not hold, 500 ms:',
    '    unexpected status 1, expected 0',
    '  │ one',
    '  │ ::error::two',
    '  │ three',
    '! a/worker as-written: recovery did not hold: a job completes: 503',
    '✗ a/worker  refuted: not-restored',
    '    The procedure did not restore service: a job completes: 503.',
    '    unexpected refuted (not-restored), expected verified',
    '    runbook.md:10:1',
    '✓ b/worker  verified',
    '',
    '',
  ]);
});

test('a scenario whose outcome cannot be told yet leaves the drawing without one', () => {
  const heard = listen(terminal);
  const progress = makeProgress(heard.out, { scenarios: ['a/worker', 'b/worker'], env });
  for (const event of journalOf()) progress.event('a/worker', 'as-written', event);
  progress.scenarioEnded('a/worker', undefined);
  expect(screen(heard)).toEqual(['1 of 2 scenarios have ended', '']);
  progress.end();
});

test('of a single scenario the steps that held stay as well, and its outcome is left to the report', () => {
  const heard = listen(terminal);
  const progress = makeProgress(heard.out, { scenarios: ['worker'], env, reportFollows: true });
  for (const event of journalOf()) progress.event('worker', 'as-written', event);
  progress.scenarioEnded('worker', reportOf({}));
  progress.end();
  expect(screen(heard).join('\n')).toContain('  as-written: step fix/1 (runbook.md:10) held, 500 ms');
  expect(heard.text()).not.toContain('verified');
});

test('the clock runs against the target, and says in words when it is over it', async () => {
  for (const [rtoMs, recovery, expected] of [
    [60_000, 'rx20', /down 00:1\d of 01:00$/],
    [5_000, 'rx20', /down 00:1\d, over target by \d\.\d s$/],
    [60_000, 'rggg', /back after 00:0\d of 01:00$/],
    [1_000, 'rggg', /back after 00:0\d, over target by \d\d\d ms$/],
    // Down for longer than the target, and yet perhaps in time: what the rounds do not show for certain is not said.
    [1_500, 'ggg', /back after 00:02 of 00:01$/],
  ] as const) {
    const heard = listen({ ...terminal, columns: 120 });
    const progress = makeProgress(heard.out, { scenarios: ['worker', 'other'], env, now: () => 0 });
    for (const event of journalOf({ facts: { rtoMs }, rounds: { recovery } }))
      if (!['hold', 'residual', 'destroy'].includes(event.phase)) progress.event('worker', 'as-written', event);
    await expect.poll(() => screen(heard)[0]).toMatch(expected);
    progress.end();
  }
});

test('CI and dumb terminals get plain lines even where they look like terminals, and so does who asks for it', () => {
  for (const [more, plain] of [
    [{ CI: 'true' }, false],
    [{ TERM: 'dumb' }, false],
    [{}, true],
  ] as const) {
    const { out, text } = listen({ isTTY: true });
    const progress = makeProgress(out, { scenarios: ['worker'], env: more, plain });
    for (const event of journalOf()) progress.event('worker', 'as-written', event);
    progress.end();
    expect(text()).not.toContain('\u001B');
    expect(text()).toContain('worker as-written  hold\n');
  }
});

test('colours come where they are wanted, and change no word', () => {
  const texts = [{ FORCE_COLOR: '1' }, {}, { FORCE_COLOR: '1', NO_COLOR: '1' }].map(one => {
    const { out, text } = listen();
    const progress = makeProgress(out, { scenarios: ['worker'], env: one, now: () => 0 });
    for (const event of journalOf(failing)) progress.event('worker', 'as-written', event);
    progress.end();
    return text();
  });
  expect(texts[0]).toContain('\u001B[33m');
  expect(stripVTControlCharacters(texts[0] ?? '')).toBe(texts[1]);
  expect(texts[2]).toBe(texts[1]);
});

test('where the locale does not show UTF-8 the signs are words, in both ways', () => {
  for (const isTTY of [true, false]) {
    const heard = listen({ ...terminal, isTTY, columns: 60 });
    const progress = makeProgress(heard.out, { scenarios: ['a/worker', 'ü/worker'], env: { ...env, LC_ALL: 'C' } });
    for (const event of inStep(`${'ä'.repeat(100)}\n`)) progress.event('a/worker', 'as-written', event);
    for (const event of journalOf(failing)) progress.event('a/worker', 'as-written', event);
    progress.scenarioEnded('a/worker', reportOf(failing, 'a/worker'));
    progress.end();
    expect(heard.text()).toMatch(/^[\0-\x7F]*$/);
    expect(heard.text()).toContain(isTTY ? 'FAIL a/worker' : '  | one');
  }
});
