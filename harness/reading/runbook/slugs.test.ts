import { expect, test } from '@playwright/test';
import { slugs } from './slugs.ts';

test('gives the slugs that links on GitHub go to', () => {
  const slugOf = slugs();
  expect(
    [
      'Restart the worker',
      'Restart the Worker!',
      'Restart the worker-1',
      'What/if: 50 % full?',
      'Über & Übung_2',
      '🔧 Tools',
      'Restart the worker',
    ].map(slugOf),
  ).toEqual([
    'restart-the-worker',
    'restart-the-worker-1',
    'restart-the-worker-1-1',
    'whatif-50--full',
    'über--übung_2',
    '-tools',
    'restart-the-worker-2',
  ]);
});
