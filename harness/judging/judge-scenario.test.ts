import { expect, test } from '@playwright/test';
import type { DrillEvent } from '../model/event.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import { judgeScenario } from './judge-scenario.ts';
import { factsOf, journalOf, rewrite } from './testing/journal-builder.ts';
import type { Story } from './testing/journal-builder.ts';

const load = { hasLoad: true };
const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };
const stepFails: Story = { steps: [{ ended: { held: false, status: 1, message: 'unexpected status 1, expected 0' } }] };

function trialOf(story: Story = {}, events: readonly DrillEvent[] = journalOf(story)): TrialRun {
  const { trial = 'as-written', attempt = 1, because } = story;
  return { trial, attempt, ...(because === undefined ? {} : { because }), journal: `${trial}-${attempt}.ndjson`, events };
}

function judge(...trials: readonly (Story | TrialRun)[]): string {
  const runs = trials.map(trial => ('events' in trial ? trial : trialOf(trial)));
  const start = runs[0]?.events[0];
  const run: ScenarioRun = { facts: start?.type === 'trial.started' ? start.facts : factsOf(), trials: runs };
  const { outcome, reason, trials: verdicts } = judgeScenario(run);
  expect(verdicts).toHaveLength(runs.length);
  return outcome === 'verified' ? outcome : `${outcome}: ${reason}`;
}

const control: Story = { trial: 'without-runbook' };

test('is verified when the procedure restores service and nothing else does', () => {
  expect(judge({}, control)).toBe('verified');
  expect(judge(control, {})).toBe('verified');
});

test('a planned procedure is its own control', () => {
  expect(judge({ facts: { planned: true } })).toBe('verified');
});

test('is inconclusive without the control, without the procedure, and without anything', () => {
  expect(judge({})).toBe('inconclusive: incomplete');
  expect(judge(control)).toBe('inconclusive: incomplete');
  expect(judge({ trial: 'without-fault' }, control)).toBe('inconclusive: incomplete');
  expect(judge()).toBe('inconclusive: harness-error');
});

test('is refuted by any trial that is not void', () => {
  expect(judge(down, control)).toBe('refuted: not-restored');
  expect(judge(down, { ...control, say: { recovery: journal => journal.event({ type: 'interrupted', by: 'SIGINT' }) } })).toBe(
    'refuted: not-restored',
  );
  expect(judge({}, control, { trial: 'without-fault', ...down })).toBe('refuted: harmful');
  expect(judge({}, control, { trial: 'twice', rounds: { recovery2: 'rx60' }, failed: { recovery2: '' } })).toBe('refuted: not-repeatable');
});

test('is not refuted by a void trial, whatever happened in it', () => {
  expect(
    judge(
      { ...down, say: { recovery: journal => journal.event({ type: 'harness.failed', code: 'x', message: 'm', hint: 'h' }) } },
      control,
    ),
  ).toBe('inconclusive: harness-error');
});

test('is inconclusive when a required trial is void or in doubt', () => {
  expect(judge({}, { ...control, rounds: { recovery: 'rx20gx40' } })).toBe('inconclusive: self-heals');
  expect(judge({ facts: { rtoMs: 2_500 } }, { ...control, facts: { rtoMs: 2_500 } })).toBe('inconclusive: too-close');
  expect(judge({}, { ...control, rounds: { baseline: 'rrr' }, failed: { baseline: '' }, until: 'baseline' })).toBe(
    'inconclusive: baseline-unhealthy',
  );
});

test('is inconclusive when the control watched for less than the procedure took', () => {
  const long: Story = { steps: [{ rounds: 'rx50' }] };
  expect(judge(long, { ...control, rounds: { recovery: 'rx30' } })).toBe('inconclusive: harness-error');
  expect(judge(long, { ...control, rounds: { recovery: 'rx90' } })).toBe('verified');
});

test('losses of the control alone refute nothing', () => {
  expect(judge({ facts: load }, { ...control, facts: load, ledger: { lost: ['w0'] } })).toBe('verified');
  expect(judge({ facts: load }, { ...control, facts: load, ledger: 'unread' })).toBe('verified');
});

test('losses with the runbook refute it, with those of the control beside them', () => {
  const run: ScenarioRun = {
    facts: factsOf(load),
    trials: [trialOf({ facts: load, ledger: { lost: ['w0', 'w1'] } }), trialOf({ ...control, facts: load, ledger: { lost: ['w0'] } })],
  };
  const { outcome, reason, findings } = judgeScenario(run);
  expect([outcome, reason]).toEqual(['refuted', 'data-lost']);
  expect(findings.find(({ rule }) => rule === 'lost-by-fault')?.message).toContain('1 of');
});

test('a repeat that the rules ask for is judged, and is told of', () => {
  expect(judge(stepFails, control, { attempt: 2, because: 'human-pace' })).toBe('verified');
  expect(judge(stepFails, control, { ...stepFails, attempt: 2, because: 'human-pace' })).toBe('refuted: step-failed');
  const { findings } = judgeScenario({
    facts: factsOf(),
    trials: [trialOf(stepFails), trialOf(control), trialOf({ attempt: 2, because: 'human-pace' })],
  });
  expect(findings.find(({ rule }) => rule === 'repeated')?.message).toContain('step-failed');
});

test('a repeat that no rule asks for hides nothing', () => {
  expect(judge(down, control, { attempt: 2, because: 'human-pace' })).toBe('refuted: not-restored');
  expect(judge(down, control, { attempt: 2, because: 'second-attempt' })).toBe('refuted: not-restored');
  expect(judge(down, control, { attempt: 2 })).toBe('refuted: not-restored');
  expect(judge(stepFails, control, { attempt: 2, because: 'alone' })).toBe('refuted: step-failed');
  expect(judge({}, { ...control, rounds: { recovery: 'rx20gx40' } }, { ...control, attempt: 2, because: 'second-attempt' })).toBe(
    'inconclusive: self-heals',
  );
});

test('what only late answers speak against is in doubt when it holds alone on the machine, and refuted when it does not', () => {
  const alone: Story = { attempt: 2, because: 'alone' };
  const tooLateForAWhile: Story = { rounds: { hold: 'gx6lll' }, failed: { hold: '' } };
  expect(judge(tooLateForAWhile, control)).toBe('refuted: relapsed');
  expect(judge(tooLateForAWhile, control, alone)).toBe('inconclusive: too-slow');
  expect(judge(tooLateForAWhile, control, { ...alone, ...tooLateForAWhile })).toBe('refuted: relapsed');
  const neverThreeInARow: Story = { rounds: { recovery: 'rrgglx40' }, failed: { recovery: '' } };
  expect(judge(neverThreeInARow, control, alone)).toBe('inconclusive: too-slow');
  expect(judge(neverThreeInARow, control, { ...alone, ...down })).toBe('refuted: not-restored');
});

test('a wrong answer, or service that never was back, is no matter of time', () => {
  const alone: Story = { attempt: 2, because: 'alone' };
  expect(judge({ rounds: { hold: 'gx6lrl' }, failed: { hold: '' } }, control, alone)).toBe('refuted: relapsed');
  expect(judge({ rounds: { recovery: 'lx60' }, steps: [{ rounds: 'l' }], failed: { recovery: '' } }, control, alone)).toBe(
    'refuted: not-restored',
  );
});

test('a second attempt after our own trouble is judged', () => {
  const trouble: Story = {
    say: { provision: journal => journal.event({ type: 'harness.failed', code: 'x', message: 'm', hint: 'h' }) },
    until: 'provision',
  };
  expect(judge(trouble, control, { attempt: 2, because: 'second-attempt' })).toBe('verified');
});

test('a journal that is shown as another trial proves nothing', () => {
  expect(judge({}, { ...trialOf(control), events: journalOf() })).toBe('inconclusive: harness-error');
  expect(judge({ ...trialOf(), events: journalOf({ trial: 'without-fault' }) }, control)).toBe('inconclusive: harness-error');
});

test('trials of different plans prove nothing together', () => {
  expect(judge({}, { ...control, facts: { title: 'Another', scenario: 'scenarios/another' } })).toBe('inconclusive: harness-error');
  expect(judge({}, { ...control, facts: { symptomProbes: ['a job completes'] } })).toBe('inconclusive: harness-error');
});

test('what is said about a run beside its journals does not lift the need for a control', () => {
  const { outcome } = judgeScenario({ facts: factsOf({ planned: true }), trials: [trialOf()] });
  expect(outcome).toBe('inconclusive');
});

test('a journal that is cut anywhere is never verified', () => {
  const whole = journalOf();
  for (let length = 0; length < whole.length; length += 3)
    expect(judge({ ...trialOf(), events: whole.slice(0, length) }, control), `cut after ${length} entries`).toMatch(/^inconclusive: /);
});

test('a journal that lacks any entry but is numbered anew is verified only where the entry decided nothing', () => {
  const whole = journalOf();
  const harmless = new Set(['stack.ready']);
  for (const { seq, type, phase } of whole) {
    const events = rewrite(whole, event => (event.seq === seq ? undefined : event));
    const verdict = judge({ ...trialOf(), events }, control);
    // One round fewer where there are more than enough is no contradiction; neither is the look at what remains.
    if (verdict === 'verified')
      expect(harmless.has(type) || type === 'round' || (type === 'fault.effect' && phase === 'residual'), `${type} of ${phase}`).toBe(true);
  }
});
