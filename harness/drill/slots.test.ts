import { setImmediate as soon } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { slots } from './slots.ts';

const { signal } = new AbortController();

test('serves in order, and one that wants all waits for all and is not overtaken', async () => {
  const order: string[] = [];
  const two = slots(2);
  const [a, b] = [await two.take(1, signal), await two.take(1, signal)];
  const all = two.take('all', signal).then(giveBack => (order.push('all'), giveBack));
  const one = two.take(1, signal).then(giveBack => (order.push('one'), giveBack));
  a();
  await soon();
  expect(order).toEqual([]);
  b();
  b();
  (await all)();
  (await one)();
  expect(order).toEqual(['all', 'one']);
});

test('one that gives up lets those behind it go on', async () => {
  const two = slots(2);
  const first = await two.take(1, signal);
  const leaving = new AbortController();
  const all = two.take('all', leaving.signal);
  const behind = two.take(1, signal);
  leaving.abort(new Error('gone'));
  await expect(all).rejects.toThrow('gone');
  (await behind)();
  first();
  (await two.take(5, signal))();
});
