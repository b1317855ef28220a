import { expect, test } from '@playwright/test';
import { watchWay } from './way-hold-ups.ts';

/** A way that comes back at once until it is told to hang, and again when it is told to go on. */
function way(): { echo(): Promise<void>; hang(): void; goOn(): void } {
  let comesBack = Promise.resolve();
  let goOn = (): void => {};
  return {
    echo: () => comesBack,
    hang: () => void (comesBack = new Promise(resolve => (goOn = resolve))),
    goOn: () => goOn(),
  };
}

test('time in which nothing comes back counts while it passes, once, and not any more when the way is free', async () => {
  const { echo, hang, goOn } = way();
  const watched = watchWay(echo);
  expect(watched.peek()).toBe(0);
  hang();
  await expect.poll(() => watched.peek()).toBeGreaterThan(600);
  const before = watched.take();
  expect(before).toBeGreaterThan(600);
  expect(watched.peek()).toBeLessThan(before);
  await expect.poll(() => watched.peek()).toBeGreaterThan(100);
  goOn();
  await expect.poll(async () => (await echo(), watched.take(), watched.peek())).toBe(0);
  watched.stop();
});

test('a way that is gone is no way that is slow', async () => {
  const watched = watchWay(() => Promise.reject(new Error('the agent is gone')));
  await Promise.resolve();
  expect(watched.peek()).toBe(0);
  watched.stop();
});
