import { expect, test } from '@playwright/test';
import type { TrialKind } from '../model/trial-kind.ts';
import { shareOf, sharesOfWhole } from './shares.ts';

const verdict: readonly TrialKind[] = ['as-written', 'without-runbook'];
const whole: readonly TrialKind[] = [...verdict, 'without-fault', 'twice'];
const steps: readonly TrialKind[] = ['without-step:fix/1', 'without-step:fix/2', 'without-step:fix/3', 'without-step:fix/4'];
const sum = (trials: readonly TrialKind[]): number => trials.reduce((all, trial) => all + shareOf(trial), 0);

test('four slots hold all trials that prove a procedure with four acting steps', () => {
  expect(sum([...whole, ...steps])).toBeLessThanOrEqual(4);
});

test('four slots hold two scenarios of two trials, and no third one', () => {
  expect(sum([...verdict, ...verdict])).toBeLessThanOrEqual(4);
  expect(sum([...verdict, ...verdict, 'as-written'])).toBeGreaterThan(4);
});

test('what has the machine for itself has room for the trials of the whole procedure, and for one where there are none', () => {
  expect(sharesOfWhole([...whole, ...steps])).toBe(sum(whole));
  expect(sharesOfWhole(verdict)).toBe(sum(verdict));
  expect(sharesOfWhole(steps)).toBe(1);
});
