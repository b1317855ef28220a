import { expect, test } from '@playwright/test';
import { judgeScenario } from '../judging/judge-scenario.ts';
import { factsOf, journalOf } from '../judging/testing/journal-builder.ts';
import type { Building, Story } from '../judging/testing/journal-builder.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { Reason } from '../model/verdict.ts';
import { reasons } from '../model/verdict.ts';
import { nextStep } from './next-step.ts';

/** What a trial as written leads to, with a control in order. */
function next(story: Story): { readonly reason: Reason; readonly next: string } {
  const events = journalOf(story);
  const start = events[0];
  if (start?.type !== 'trial.started') throw new Error('unexpected journal, expected one with a beginning');
  const run: ScenarioRun = {
    facts: start.facts,
    trials: [
      { trial: 'as-written', attempt: 1, journal: 'a', events },
      { trial: 'without-runbook', attempt: 1, journal: 'b', events: journalOf({ trial: 'without-runbook', facts: start.facts }) },
    ],
  };
  const verdict = judgeScenario(run);
  return { reason: verdict.reason, next: nextStep(run, verdict) };
}

const staysDown: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: 503' } };

test('every reason but a clean one has one line that says what to do, without an open place in it', () => {
  for (const reason of reasons) {
    const text = nextStep({ facts: factsOf(), trials: [] }, { reason, trials: [] });
    expect(text === '', reason).toBe(reason === 'clean');
    expect(text, reason).not.toMatch(/[{}](scenario|runbook)|\n/);
  }
});

test('a runbook that did not restore service is begun at the command that was passed over, else at the step that did not hold', () => {
  const masked = [{ location: { file: 'runbook.md', line: 12, column: 3 }, status: 1, text: 'psql' }];
  expect(next({ ...staysDown, steps: [{ ended: { masked } }] })).toMatchObject({
    reason: 'not-restored',
    next: 'Begin at runbook.md:12:3: that command failed, and its block went on.',
  });
  expect(next({ ...staysDown, steps: [{}, { ended: { held: false, status: 1, message: 'no' } }] }).next).toMatch(
    /^Begin at step fix\/2 \(runbook\.md:20:1\), which did not hold/,
  );
  expect(next(staysDown).next).toMatch(/^All steps held, and service stayed away: compare the fault in scenarios\/worker\.yaml/);
});

test('a step that fails is told by how it failed', () => {
  const failed = (ended: object): string => next({ steps: [{ ended: { held: false, message: 'no', ...ended } }] }).next;
  expect(failed({ status: 127 })).toContain('Correct the command at runbook.md:10:1');
  expect(failed({ status: 126 })).toContain('executable');
  expect(failed({ status: 124, timedOut: true })).toContain('time limit');
  expect(failed({ status: 2, syntaxError: true })).toContain('shell syntax');
  expect(failed({ status: 0 })).toContain('expected to print');
  expect(failed({ status: 3 })).toContain('{"exit":"0,3"}');
});

test('what we could not do has the hint of the error itself', () => {
  const story: Story = {
    until: 'provision',
    say: { provision: journal => journal.event({ type: 'harness.failed', code: 'x', message: 'no images', hint: 'Pull the images.' }) },
  };
  expect(next(story)).toEqual({ reason: 'harness-error', next: 'Pull the images.' });
});

test('what a stand-in does not know is told apart from what an engine cannot do', () => {
  const unsupported = (phase: 'provision' | 'respond'): string =>
    next({ until: phase, say: { [phase]: (journal: Building) => journal.event({ type: 'unsupported', what: 'systemctl mask' }) } }).next;
  expect(unsupported('respond')).toContain('stand-in');
  expect(unsupported('provision')).toContain('--engine');
});

test('a fault that nobody notices, and one that was over too soon, want different things', () => {
  expect(next({ rounds: { symptom: 'gx60' }, failed: { symptom: 'the steady state held' }, until: 'symptom' })).toMatchObject({
    reason: 'no-symptom',
    next: expect.stringContaining('a probe that does what a user does'),
  });
  const backBefore: Story = {
    until: 'respond',
    rounds: { symptom: 'rrr' },
    steps: [],
    say: { respond: journal => journal.event({ type: 'not-clear-to-act', step: 'fix/1', why: 'no-symptom', message: 'green' }) },
  };
  expect(next(backBefore)).toMatchObject({ reason: 'no-symptom', next: expect.stringContaining('came back before the first acting step') });
});

test('a trial that was not asked for is no fault of a file', () => {
  const events = journalOf();
  const run: ScenarioRun = { facts: factsOf(), trials: [{ trial: 'as-written', attempt: 1, journal: 'a', events }] };
  expect(nextStep(run, judgeScenario(run))).toContain('without --trials');
});
