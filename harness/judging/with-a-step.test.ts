import { expect, test } from '@playwright/test';
import type { FaultFacts } from '../model/event.ts';
import { judgeTrial } from './judge-trial.ts';
import { journalOf } from './testing/journal-builder.ts';
import type { Story } from './testing/journal-builder.ts';

const location = { file: 'scenarios/worker.yaml', line: 9, column: 5 };
const first: FaultFacts = { name: 'process.kill', kind: 'process.kill', settings: {}, location };
const later: FaultFacts = { name: 'network.cut', kind: 'network.cut', settings: {}, location, during: 'fix/1' };

const story = (proofs: readonly boolean[], more: Story = {}): Story => ({
  ...more,
  facts: { faults: [first, later] },
  say: {
    respond: journal => {
      for (const held of proofs) {
        journal.event({ type: 'fault.injected', fault: 'network.cut', kind: 'network.cut', summary: '', persistence: 'held', location });
        journal.event({ type: 'fault.effect', fault: 'network.cut', when: 'during', held, proof: held ? 'ETIMEDOUT' : 'it connects' });
      }
    },
  },
});

test('a fault that came with its step and had effect leaves the verdict to the rounds', () => {
  expect(judgeTrial(journalOf(story([true])))).toMatchObject({ reason: 'clean' });
  expect(judgeTrial(journalOf(story([true], { failed: { recovery: '' }, rounds: { recovery: 'rx70' } })))).toMatchObject({
    reason: 'not-restored',
  });
});

test('a fault that never came with its step, or had no effect before its end, puts nothing to the test', () => {
  expect(judgeTrial(journalOf(story([])))).toMatchObject({
    reason: 'fault-ineffective',
    sentence: expect.stringContaining('network.cut, during step fix/1: it never came, for the step was not run'),
    at: location,
  });
  expect(judgeTrial(journalOf(story([false])))).toMatchObject({
    reason: 'fault-ineffective',
    sentence: expect.stringContaining('network.cut, during step fix/1: it connects'),
  });
  expect(judgeTrial(journalOf(story([], { steps: [{ skipped: 'after-stop' }] })))).toMatchObject({ reason: 'fault-ineffective' });
});

test('two faults of one name must both come', () => {
  const twice: Story = { ...story([true]), facts: { faults: [first, later, later] } };
  expect(judgeTrial(journalOf(twice))).toMatchObject({ reason: 'fault-ineffective' });
  expect(judgeTrial(journalOf({ ...story([true, true]), facts: { faults: [first, later, later] } }))).toMatchObject({ reason: 'clean' });
});

test('where nothing is broken, or nothing is followed, no fault comes with a step', () => {
  for (const trial of ['without-runbook', 'without-fault'] as const)
    expect(judgeTrial(journalOf({ ...story([]), say: {}, trial }))).toMatchObject({ reason: 'clean' });
});
