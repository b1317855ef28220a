import { expect, test } from '@playwright/test';
import { journalOf } from '../judging/testing/journal-builder.ts';
import type { DrillEvent } from '../model/event.ts';
import { longestNeededMs, neededShare, timeSplits } from './time-split.ts';
import { timeTable } from './time-table.ts';

/** The same journal, begun so many milliseconds later. */
function later(events: readonly DrillEvent[], ms: number): readonly DrillEvent[] {
  return events.map(event =>
    event.type === 'trial.started' ? { ...event, startedAt: new Date(Date.parse(event.startedAt) + ms).toISOString() } : event,
  );
}

/** Milliseconds that setting up and taking away cost in a journal, where the story itself lets none pass. */
function withOwnTime(events: readonly DrillEvent[], ms: number): readonly DrillEvent[] {
  const from = events.findIndex(({ type, phase }) => type === 'phase.ended' && phase === 'provision');
  return events.map((event, index) => (index < from ? event : { ...event, atMs: event.atMs + ms }));
}

test('what goes before and behind the watching is ours, and a second pass counts to the first', () => {
  const once = withOwnTime(journalOf(), 1000);
  const twice = withOwnTime(journalOf({ trial: 'twice' }), 1000);
  const [one, two] = timeSplits([once, twice]);
  expect(one?.phaseMs.get('provision')).toBe(1000);
  for (const split of [one, two]) expect((split?.endsMs ?? 0) - (split?.neededMs ?? 0)).toBe(1000);
  expect(two?.phaseMs.get('respond')).toBeGreaterThan(one?.phaseMs.get('respond') ?? Number.NaN);
});

test('trials are told in the order in which they began, from the first one on', () => {
  const splits = timeSplits([later(journalOf({ trial: 'without-fault' }), 2500), journalOf()]);
  expect(splits.map(({ trial, beginsMs }) => [trial, beginsMs])).toEqual([
    ['as-written', 0],
    ['without-fault', 2500],
  ]);
});

test('a set needs what its longest trial needs, and its share is that of all its trials', () => {
  const splits = timeSplits([withOwnTime(journalOf(), 5000), journalOf({ trial: 'without-runbook' })]);
  expect(longestNeededMs(splits)).toBe(Math.max(...splits.map(({ neededMs }) => neededMs)));
  const ours = splits.reduce((sum, { beginsMs, endsMs, neededMs }) => sum + endsMs - beginsMs - neededMs, 0);
  expect(ours).toBe(5000);
  const all = splits.reduce((sum, { beginsMs, endsMs }) => sum + endsMs - beginsMs, 0);
  expect(neededShare(splits)).toBeCloseTo(1 - 5000 / all);
});

test('the table shows the median of each trial and phase', () => {
  const runs = [1000, 9000, 2000].map(ms => timeSplits([withOwnTime(journalOf(), ms)]));
  const [head, line] = timeTable(runs).split('\n');
  expect(head).toMatch(/^trial +begins +set up +baseline/);
  expect(line).toMatch(/^as-written +0\.00 +2\.20 /);
});
