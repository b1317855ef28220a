import { expect, test } from '@playwright/test';
import { clockLine, stamp } from './clock-line.ts';

test('the clock shows the time against the target, and says in words when it is over', () => {
  expect(clockLine({ elapsedMs: 82_000, rtoMs: 300_000, health: 'down' })).toBe('01:22 of 05:00, service down > ');
  expect(clockLine({ elapsedMs: 314_000, rtoMs: 300_000, health: 'up' })).toBe('05:14 of 05:00, over target by 00:14, service up > ');
});

test('without a target the time alone is shown, and without a clock no time at all', () => {
  expect(clockLine({ elapsedMs: 82_000, rtoMs: undefined, health: undefined })).toBe('01:22 > ');
  expect(clockLine({ elapsedMs: undefined, rtoMs: 300_000, health: 'down' })).toBe('no clock, service down > ');
});

test('an hour has a place of its own', () => {
  expect(stamp(3_725_000)).toBe('1:02:05');
});
