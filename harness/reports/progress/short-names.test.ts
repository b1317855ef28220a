import { expect, test } from '@playwright/test';
import { columnsOf } from '../fit-line.ts';
import { shortNames } from './short-names.ts';

function namesOf(ids: readonly string[], columns = 40): readonly string[] {
  return [...shortNames(ids, columns).values()];
}

test('a scenario is called by as much of its path as tells it from the others', () => {
  expect(namesOf(['scenarios/worker', 'scenarios/disk'])).toEqual(['worker', 'disk']);
  expect(namesOf(['team-a/web', 'team-b/web', 'web'])).toEqual(['team-a/web', 'team-b/web', 'web']);
  expect(namesOf(['x/a/web', 'y/a/web', 'a/web'])).toEqual(['x/a/web', 'y/a/web', 'a/web']);
});

test('long names lose their middle, fit, and stay apart', () => {
  const ids = [...Array.from({ length: 30 }, (_, index) => `s/${'long-'.repeat(30)}${index}-end`), `s/${'漢字'.repeat(60)}`];
  for (const columns of [8, 12, 40]) {
    const names = namesOf(ids, columns);
    expect(new Set(names).size).toBe(ids.length);
    for (const name of names) expect(columnsOf(name), name).toBeLessThanOrEqual(columns);
  }
});

test('what is hostile in a name is not shown', () => {
  expect(namesOf(['a\u001B[2J\nb'])).toEqual(['a ⏎ b']);
});
