import { expect, test } from '@playwright/test';
import { inTurn } from './in-turn.ts';

test('what has the machine for itself is begun first, then what takes several slots; the others keep their order', () => {
  const turns = {
    a: { exclusive: false, slotsPerTrial: 1 },
    b: { exclusive: false, slotsPerTrial: 2 },
    c: { exclusive: false, slotsPerTrial: 1 },
    d: { exclusive: true, slotsPerTrial: 1 },
  };
  expect(inTurn(['a', 'b', 'c', 'd'] as const, id => turns[id])).toEqual(['d', 'b', 'a', 'c']);
});
