import { expect, test } from '@playwright/test';
import { divide, fitInto } from './divide.ts';

const timed = (...minutes: readonly number[]): readonly { id: string; estimatedMs: number }[] =>
  minutes.map((one, index) => ({ id: `scenario-${index}`, estimatedMs: one * 60_000 }));

test('gives the longest first, each to the machine that has least to do', () => {
  const { shards, shardOf, longestMs } = divide(timed(1, 5, 2, 4, 3), { shardMs: 8 * 60_000, most: 10 });
  expect([shards, longestMs]).toEqual([2, 8 * 60_000]);
  expect(Object.fromEntries(shardOf)).toEqual({ 'scenario-0': 1, 'scenario-1': 1, 'scenario-2': 1, 'scenario-3': 2, 'scenario-4': 2 });
});

test('has no more machines than it may, than there are scenarios, and none for nothing', () => {
  expect(divide(timed(9, 9, 9, 9), { shardMs: 60_000, most: 3 }).shards).toBe(3);
  expect(divide(timed(30), { shardMs: 60_000, most: 10 }).shards).toBe(1);
  expect(divide([], { shardMs: 60_000, most: 10 })).toEqual({ shardOf: new Map(), shards: 0, longestMs: 0 });
});

test('leaves no machine without a scenario', () => {
  expect(new Set(divide(timed(9, 0, 0, 0), { shardMs: 60_000, most: 4 }).shardOf.values()).size).toBe(4);
  for (let count = 1; count < 40; count++) {
    const all = timed(...Array.from({ length: count }, (_, index) => (index * 7) % 11));
    const { shards, shardOf } = divide(all, { shardMs: 60_000, most: 10 });
    expect(new Set(shardOf.values()).size, String(count)).toBe(shards);
    expect(shardOf.size).toBe(count);
  }
});

test('takes as many as fit in their order, the first one always, and forgets none', () => {
  const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id.replace('scenario-', '')).join(' ');
  const fit = (limit: number, ...minutes: readonly number[]): readonly string[] => {
    const { taken, leftOut } = fitInto(timed(...minutes), limit * 60_000);
    return [ids(taken), ids(leftOut)];
  };
  expect(fit(6, 3, 2, 2, 1)).toEqual(['0 1 3', '2']);
  expect(fit(1, 30, 1)).toEqual(['0', '1']);
  expect(fit(5)).toEqual(['', '']);
});
