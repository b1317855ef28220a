import { expect, test } from '@playwright/test';
import { waitUntil, type Clock } from './clock.ts';

/** A clock that goes on when somebody asks, as if each answer took so long. */
function answersTake(ms: number): { readonly clock: Clock; readonly ask: () => boolean; readonly asked: number[] } {
  let nowMs = 0;
  const asked: number[] = [];
  return {
    clock: { now: () => nowMs },
    ask: () => {
      asked.push(performance.now());
      nowMs += ms;
      return false;
    },
    asked,
  };
}

const shortestPauseMs = (asked: readonly number[]): number => Math.min(...asked.slice(1).map((at, index) => at - (asked[index] ?? 0)));

test('rests as long as it is told, however long answers take', async () => {
  const { clock, ask, asked } = answersTake(100);
  expect(await waitUntil(ask, { withinMs: 1000, everyMs: 1, clock })).toBe(false);
  expect(asked).toHaveLength(10);
});

test('rests longer where answers take long and it asks easily, but not without end', async () => {
  const slow = answersTake(20);
  await waitUntil(slow.ask, { withinMs: 60, everyMs: 5, easily: true, clock: slow.clock });
  expect(shortestPauseMs(slow.asked)).toBeGreaterThan(18);
  const hanging = answersTake(60_000);
  const began = performance.now();
  await waitUntil(hanging.ask, { withinMs: 120_001, everyMs: 5, easily: true, clock: hanging.clock });
  expect(hanging.asked).toHaveLength(3);
  expect(performance.now() - began).toBeLessThan(10_000);
});
