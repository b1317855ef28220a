import { lastInARow } from '../model/in-a-row.ts';
import { expect, test } from '@playwright/test';
import type { Phase, ProbeResult } from '../model/event.ts';
import { isGreen, showsSymptom } from './round.ts';
import type { Round, Sample } from './round.ts';

const probe = (of: ProbeResult['of'], held: boolean, name: string = of): ProbeResult => ({ name, of, held, message: '', durationMs: 1 });
const sample = (phase: Phase, probes: readonly ProbeResult[], failedWrites = 0): Sample => ({
  startedMs: 0,
  endedMs: 1,
  phase,
  probes,
  failedWrites,
});

test('the steady state and its writes colour a round', () => {
  expect(isGreen(sample('symptom', [probe('steady', true), probe('steady', false)]))).toBe(false);
  expect(isGreen(sample('symptom', [probe('steady', true)], 1))).toBe(false);
  expect(isGreen(sample('hold', [probe('steady', true)]))).toBe(true);
});

test('a breach of `never` colours only the baseline: afterwards it is judged by itself', () => {
  const breached = [probe('steady', true), probe('never', false)];
  expect(isGreen(sample('baseline', breached))).toBe(false);
  expect(isGreen(sample('recovery', breached))).toBe(true);
});

test('where `recovered` names probes they decide from respond on, and failed writes do not', () => {
  const readOnly = [probe('steady', false), probe('recovered', true)];
  expect(isGreen(sample('symptom', readOnly))).toBe(false);
  expect(isGreen(sample('recovery', readOnly, 3))).toBe(true);
  expect(isGreen(sample('recovery', [probe('steady', true), probe('recovered', false)]))).toBe(false);
});

test('a goal must be reached in recovery and hold, not before', () => {
  const notYet = [probe('steady', true), probe('goal', false)];
  expect(isGreen(sample('baseline', notYet))).toBe(true);
  expect(isGreen(sample('respond', notYet))).toBe(true);
  expect(isGreen(sample('recovery', notYet))).toBe(false);
});

test('the symptom shows when every probe that it names is red', () => {
  const round = sample('symptom', [probe('steady', false, 'orders'), probe('steady', true, 'search')]);
  expect(showsSymptom(round, [])).toBe(true);
  expect(showsSymptom(round, ['orders'])).toBe(true);
  expect(showsSymptom(round, ['orders', 'search'])).toBe(false);
});

test('counts only the rounds at the end that are alike', () => {
  const rounds = [true, false, false].map((green): Round => ({ ...sample('hold', []), green }));
  expect(lastInARow(rounds, round => !round.green)).toHaveLength(2);
  expect(lastInARow(rounds, round => round.green)).toHaveLength(0);
});
