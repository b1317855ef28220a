import { expect, test } from '@playwright/test';
import { factsOf, journalOf } from '../judging/testing/journal-builder.ts';
import type { Story } from '../judging/testing/journal-builder.ts';
import { recoverySplit } from './recovery-split.ts';
import type { RecoverySplit } from './recovery-split.ts';

function splitOf(story: Story): RecoverySplit | undefined {
  const events = journalOf(story);
  const start = events[0];
  return recoverySplit(events, start?.type === 'trial.started' ? start.facts : factsOf());
}

test('parts follow each other from the fault to the end of hold', () => {
  const story: Story = {
    steps: [
      { facts: { role: 'diagnose' }, rounds: 'rr' },
      { facts: { role: 'act' }, rounds: 'rrr' },
      { facts: { role: 'verify' }, rounds: 'gg' },
    ],
  };
  const split = splitOf(story);
  expect(Object.keys(split ?? {})).toEqual(['detectedMs', 'diagnosedMs', 'repairedMs', 'verifiedMs', 'heldMs']);
  expect(split?.repairedMs).toBeGreaterThan(split?.diagnosedMs ?? Number.POSITIVE_INFINITY);
  const events = journalOf(story);
  const injected = events.find(({ phase }) => phase === 'inject')?.atMs ?? 0;
  const back = events.findLast(({ type, phase }) => type === 'phase.ended' && phase === 'recovery')?.atMs ?? 0;
  const { detectedMs = 0, diagnosedMs = 0, repairedMs = 0, verifiedMs = 0 } = split ?? {};
  expect(detectedMs + diagnosedMs + repairedMs + verifiedMs).toBe(back - injected);
});

test('what did not happen has no part', () => {
  expect(Object.keys(splitOf({ rounds: { recovery: 'rx60' }, failed: { recovery: '' } }) ?? {})).toEqual([
    'detectedMs',
    'diagnosedMs',
    'repairedMs',
  ]);
  expect(Object.keys(splitOf({ steps: [{ facts: { role: 'diagnose' } }] }) ?? {})).toEqual(['detectedMs']);
  expect(splitOf({ trial: 'without-runbook' })).toBeUndefined();
  expect(splitOf({ facts: { planned: true } })).toBeUndefined();
});
