import { expect, test } from '@playwright/test';
import type { TrialRun } from '../model/run.ts';
import { judgeScenario } from './judge-scenario.ts';
import { factsOf, journalOf } from './testing/journal-builder.ts';
import type { Story, StoryStep } from './testing/journal-builder.ts';

const check: StoryStep = { facts: { role: 'verify' } };
const checkFails: StoryStep = { ...check, ended: { held: false, status: 1, message: 'unexpected status 1, expected 0' } };
const whole: Story = { steps: [{}, check] };
/** Service stays away, watched for 12.5 s. */
const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };
const control: Story = { trial: 'without-runbook', steps: whole.steps ?? [] };
const without = (story: Story): Story => ({ ...whole, ...story, trial: 'without-step:fix/1' });

function marksOf(...stories: readonly Story[]): ReturnType<typeof judgeScenario> {
  const trials = stories.map((story): TrialRun => {
    const trial = story.trial ?? 'as-written';
    return { trial, attempt: 1, journal: `${trial}.ndjson`, events: journalOf(story) };
  });
  const start = trials[0]?.events[0];
  return judgeScenario({ facts: start?.type === 'trial.started' ? start.facts : factsOf(), trials });
}

test('a step without which service stays away is necessary; a later step that fails then notices it', () => {
  const { outcome, steps } = marksOf(whole, control, without({ ...down, steps: [{}, checkFails] }));
  expect(outcome).toBe('verified');
  expect(steps).toMatchObject([{ step: 'fix/1', mark: 'necessary', noticed: 'noticed', by: 'fix/2' }]);
});

test('nobody notices where all later steps hold as before', () => {
  expect(marksOf(whole, control, without(down)).steps).toMatchObject([{ mark: 'necessary', noticed: 'not-noticed' }]);
});

test('a later step that needs what the step writes cannot be said to notice', () => {
  const fed: Story = { ...whole, steps: [{ facts: { feeds: ['fix/2'] } }, check] };
  const left = without({ ...down, steps: [{ facts: { feeds: ['fix/2'] } }, checkFails] });
  expect(marksOf(fed, { ...control, steps: fed.steps ?? [] }, left).steps).toMatchObject([
    { mark: 'necessary', noticed: 'not-judged', by: 'fix/2' },
  ]);
});

test('a step without which service comes back as well is redundant here, and what fails then refutes nothing', () => {
  const { outcome, steps } = marksOf(whole, control, without({ steps: [{}, checkFails] }));
  expect(outcome).toBe('verified');
  expect(steps).toMatchObject([{ mark: 'redundant-here' }]);
  expect(steps?.[0]).not.toHaveProperty('noticed');
});

test('a step that refutes the procedure by being followed is harmful', () => {
  const { outcome, steps } = marksOf({ ...whole, ...down }, control, without({}));
  expect(outcome).toBe('refuted');
  expect(steps).toMatchObject([{ mark: 'harmful' }]);
});

test('nothing is said where the procedure fails in both, was not judged, or its trial was void', () => {
  expect(marksOf({ ...whole, ...down }, control, without(down)).steps).toMatchObject([{ mark: 'not-judged' }]);
  expect(marksOf(control, without(down)).steps).toMatchObject([{ mark: 'not-judged', why: 'the trial as-written was not run' }]);
  const interrupted = without({ say: { recovery: journal => journal.event({ type: 'interrupted', by: 'SIGINT' }) } });
  expect(marksOf(whole, control, interrupted).steps).toMatchObject([{ mark: 'not-judged' }]);
});

test('what comes back by itself tells nothing of a step, nor does what nobody watched alone', () => {
  const heals: Story = { ...control, rounds: { recovery: 'rx4gx30' } };
  expect(marksOf(whole, heals, without({})).steps).toMatchObject([{ mark: 'not-judged' }]);
  expect(marksOf({ ...whole, ...down }, heals, without({})).steps).toMatchObject([{ mark: 'not-judged' }]);
  expect(marksOf(whole, without({})).steps).toMatchObject([{ mark: 'not-judged' }]);
  // Service that stayed away did not come back by itself in that trial.
  expect(marksOf(whole, without(down)).steps).toMatchObject([{ mark: 'necessary' }]);
});

test('a trial that watched for a shorter time than the procedure took says nothing', () => {
  const short = without({ rounds: { recovery: 'rx8' }, failed: { recovery: '' } });
  expect(marksOf(whole, control, short).steps).toMatchObject([{ mark: 'not-judged' }]);
});

test("such a trial neither verifies nor refutes, and its findings are not the procedure's", () => {
  const { outcome, findings } = marksOf(whole, control, without(down));
  expect(outcome).toBe('verified');
  expect(findings).toEqual(marksOf(whole, control).findings);
});
