import { expect, test } from '@playwright/test';
import { whileTelling } from './while-telling.ts';

test('tells that long work goes on, until it ends', async () => {
  const told: string[] = [];
  let end: (value: string) => void = () => {};
  const waiting = whileTelling(new Promise<string>(resolve => (end = resolve)), 'pulling', message => told.push(message));
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toMatch(/^pulling \(\d+ s\)$/);
  end('done');
  expect(await waiting).toBe('done');
});

test('says nothing of work that is done at once, and gives its failure on', async () => {
  const told: string[] = [];
  await expect(whileTelling(Promise.reject(new Error('no such image')), 'pulling', message => told.push(message))).rejects.toThrow(
    'no such image',
  );
  expect(told).toEqual([]);
});
