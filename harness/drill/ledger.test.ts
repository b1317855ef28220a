import { expect, test } from '@playwright/test';
import type { Answer } from '../model/operation.ts';
import { countLedger, idsIn } from './ledger.ts';
import { writeOutcome } from './write-outcome.ts';

const answer = (more: Partial<Answer>): Answer => ({ answered: true, text: '', durationMs: 5, ...more });

test('counts what was acknowledged and is absent as lost, and nothing else', () => {
  const writes = [
    { id: 'a', outcome: 'acknowledged', atMs: 1 },
    { id: 'b', outcome: 'acknowledged', atMs: 2 },
    { id: 'c', outcome: 'indeterminate', atMs: 3 },
    { id: 'd', outcome: 'refused', atMs: 4 },
    { id: 'e', outcome: 'refused', atMs: 5 },
  ] as const;
  expect(countLedger(writes, ['a', 'a', 'd', 'history-1', 'history-1'])).toEqual({
    present: 2,
    acknowledged: 2,
    indeterminate: 1,
    refused: 2,
    lost: ['b'],
    duplicated: ['a'],
    resurrected: ['d'],
  });
});

test('counts jobs that were never executed, or more than once, where executions are read', () => {
  const writes = [
    { id: 'a', outcome: 'acknowledged', atMs: 1 },
    { id: 'b', outcome: 'acknowledged', atMs: 2 },
    { id: 'c', outcome: 'indeterminate', atMs: 3 },
  ] as const;
  expect(countLedger(writes, ['a', 'b'], ['a', 'c', 'c', 'other', 'other'])).toMatchObject({
    lost: [],
    jobs: { neverExecuted: ['b'], executedTwice: ['c'] },
  });
  expect(countLedger(writes, ['a', 'b'])).not.toHaveProperty('jobs');
});

test('finds the ids in rows, in JSON and in lines, and none in an error', () => {
  expect(
    idsIn(
      answer({
        rows: [
          { id: 'a', at: 1 },
          { id: 7, at: 2 },
        ],
      }),
    ),
  ).toEqual(['a', '7']);
  expect(idsIn(answer({ rows: [] }))).toEqual([]);
  expect(idsIn(answer({ status: 200, text: '{"messages":[{"id":"a"},{"id":"b"}]}' }))).toEqual(['a', 'b']);
  expect(idsIn(answer({ exit: 0, text: 'a\nb\n' }))).toEqual(['a', 'b']);
  expect(idsIn(answer({ status: 500, text: 'oops' }))).toBeUndefined();
  expect(idsIn(answer({ answered: false, error: 'connect ECONNREFUSED' }))).toBeUndefined();
});

for (const [what, kind, given, outcome] of [
  ['a 201', 'http', { status: 201 }, 'acknowledged'],
  ['a 201 that came too late', 'http', { status: 201, durationMs: 2_001 }, 'indeterminate'],
  ['a 422', 'http', { status: 422 }, 'refused'],
  ['a 408', 'http', { status: 408 }, 'indeterminate'],
  ['a 503', 'http', { status: 503 }, 'indeterminate'],
  ['no answer', 'http', { answered: false, error: 'socket hang up' }, 'indeterminate'],
  ['a commit', 'sql', { rows: [] }, 'acknowledged'],
  ['a full disk in SQL', 'sql', { error: '53100 could not extend file' }, 'refused'],
  ['a shutdown in SQL', 'sql', { error: '57P01 terminating connection due to administrator command' }, 'indeterminate'],
  ['an error without SQLSTATE', 'sql', { error: 'Connection terminated unexpectedly' }, 'indeterminate'],
  ['a full Redis', 'redis', { error: 'OOM command not allowed' }, 'refused'],
  ['a command that failed', 'command', { exit: 1 }, 'indeterminate'],
] as const) {
  test(`takes ${what} for ${outcome}`, () => {
    expect(writeOutcome(kind, answer(given), 2_000)).toBe(outcome);
  });
}
