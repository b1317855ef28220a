import { expect, test } from '@playwright/test';
import type { ScenarioRun } from '../model/run.ts';
import { journalOf } from '../judging/testing/journal-builder.ts';
import type { Story } from '../judging/testing/journal-builder.ts';
import { makeReport } from './make-report.ts';
import { reportSchema } from './report-schema.ts';
import { everyKind, header } from './testing/page-of.ts';

const about = { drillbook: '0.1.0', startedAt: '2026-11-21T03:00:00.000Z', machine: 'Linux' };

function runOf(...stories: readonly Story[]): ScenarioRun {
  const trials = stories.map(story => ({
    trial: story.trial ?? ('as-written' as const),
    attempt: story.attempt ?? 1,
    ...(story.because === undefined ? {} : { because: story.because }),
    journal: `${story.trial ?? 'as-written'}.ndjson`,
    events: journalOf(story),
  }));
  const start = trials[0]?.events[0];
  if (start?.type !== 'trial.started') throw new Error('unexpected journal, expected one with a beginning');
  return { facts: start.facts, trials };
}

const control: Story = { trial: 'without-runbook' };
const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };

test('a report is what its schema says, for every kind of end', () => {
  const cases: readonly (readonly Story[])[] = [
    [{}, control],
    [down, control],
    [{ until: 'symptom' }],
    [{ facts: { hasLoad: true, rtoMs: 30_000 } }, control],
    [{}, control, { trial: 'twice' }, { trial: 'without-fault' }],
  ];
  const report = makeReport(
    cases.map(stories => runOf(...stories)),
    about,
  );
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
});

test('the same journals give the same report', () => {
  expect(makeReport([runOf({}, control)], about)).toEqual(makeReport([runOf({}, control)], about));
});

test('what is expected to be refuted is counted apart, never as verified', () => {
  const expected = { is: 'refuted', reason: 'not-restored', selfTest: true } as const;
  const { totals, scenarios } = makeReport(
    [runOf({}, control), runOf({ ...down, facts: { outcome: expected } }, { ...control, facts: { outcome: expected } })],
    about,
  );
  expect(totals).toEqual({ scenarios: 2, verified: 1, refuted: 0, inconclusive: 0, expectedOtherwise: 1, unexpected: 0 });
  expect(scenarios.map(({ asExpected }) => asExpected)).toEqual([true, true]);
});

test('what was not expected says what was, and what to do next', () => {
  const [scenario] = makeReport([runOf(down, control)], about).scenarios;
  expect(scenario).toMatchObject({
    asExpected: false,
    unexpected: 'unexpected refuted (not-restored), expected verified',
    at: { file: 'runbook.md', line: 10, column: 1 },
  });
  expect(scenario?.next).not.toBe('');
});

test('what nobody measured is said, and never said to be met', () => {
  const [scenario] = makeReport([runOf({}, control)], about).scenarios;
  expect(scenario?.notMeasured).toEqual(
    expect.arrayContaining([expect.stringContaining('data loss'), expect.stringContaining('rto'), expect.stringContaining('people')]),
  );
  expect(scenario?.ledger).toBeUndefined();
  const [measured] = makeReport([runOf({ facts: { hasLoad: true } }, { ...control, facts: { hasLoad: true } })], about).scenarios;
  expect(measured?.notMeasured.join()).not.toContain('data loss');
  expect(measured?.ledger).toMatchObject({ lost: 0 });
});

test('each step is told of at its line, also such as were never reached', () => {
  const steps = [{ ended: { held: false, status: 1, message: 'unexpected status 1, expected 0' } }, { skipped: 'answered' as const }, {}];
  const [scenario] = makeReport([runOf({ steps }, { ...control, steps })], about).scenarios;
  expect(scenario?.trials[0]?.steps.map(({ at, status }) => [at.line, status])).toEqual([
    [10, 'not-held'],
    [20, 'skipped'],
    [30, 'held'],
  ]);
  expect(scenario?.trials[1]?.steps).toEqual([]);
});

test('a run without a journal is inconclusive, at the scenario file', () => {
  const { facts } = runOf({ steps: [] });
  const [scenario] = makeReport([{ facts, trials: [] }], about).scenarios;
  expect(scenario).toMatchObject({ outcome: 'inconclusive', asExpected: false, at: { file: 'scenarios/worker.yaml', line: 1, column: 1 } });
});

test('a verdict that lacks a trial says how to get it', () => {
  const [scenario] = makeReport([runOf({})], about).scenarios;
  expect(scenario).toMatchObject({ reason: 'incomplete', next: expect.stringContaining('--trials') });
});

test('two passes are not two attempts, and one that failed is told of', () => {
  const [scenario] = makeReport([runOf({}, control, { trial: 'twice' })], about).scenarios;
  expect(scenario?.trials[2]?.steps).toMatchObject([{ status: 'held', attempts: 1 }]);
});

test('carries what the run says of itself, and when its last trial ended', () => {
  const team = { controls: [], followups: [], waivers: [] };
  const report = makeReport(everyKind(), { header, team });
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(report).toMatchObject({ run: header.run, engine: 'processes', source: { dirty: false }, maxAgeMs: 7_776_000_000, team });
  expect(Date.parse(report.endedAt)).toBeGreaterThan(Date.parse(report.startedAt));
});

test('tells what was not exercised, who is meant, and what people need beside the machine', () => {
  const [scenario] = makeReport(everyKind(), { header }).scenarios;
  expect(scenario).toMatchObject({
    notExercised: [{ what: 'step fix/9, a branch not taken: if the disk is full', at: { line: 90 } }],
    runbooks: [{ owner: 'team-chat' }],
    people: { pageMs: 300_000, stepMs: 30_000, totalMs: 330_000 },
    about: { controls: ['SOC2-A1.3'] },
  });
});

test('the colours of a trial come in spells, red between the fault and the recovery', () => {
  const [scenario] = makeReport([runOf({}, control)], about).scenarios;
  expect(scenario?.trials.map(({ health }) => health.map(({ green }) => green))).toEqual([
    [true, false, true],
    [true, false],
  ]);
  const spells = scenario?.trials[0]?.health ?? [];
  for (const [index, { fromMs, toMs }] of spells.entries()) {
    expect(toMs).toBeGreaterThanOrEqual(fromMs);
    expect(spells[index + 1]?.fromMs ?? toMs).toBe(toMs);
  }
});
