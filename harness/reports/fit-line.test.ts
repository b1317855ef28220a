import { expect, test } from '@playwright/test';
import { columnsOf, fitLine } from './fit-line.ts';

test('a line that fits stays as it is, any other is cut and says so', () => {
  expect(fitLine('abcdef', 6)).toBe('abcdef');
  expect(fitLine('abcdefg', 6)).toBe('abcde…');
  expect(fitLine('abcdefg', 6, '...')).toBe('abc...');
});

test('no line is wider than it may be, whatever it is made of', () => {
  for (const text of ['x'.repeat(99), '漢字'.repeat(50), '👩‍🚀'.repeat(30), 'e\u0301'.repeat(60), 'مرحبا'.repeat(20), 'ａ'.repeat(50)])
    for (const columns of [1, 2, 3, 7, 20])
      expect(columnsOf(fitLine(text, columns)), `${text} ${columns}`).toBeLessThanOrEqual(Math.max(1, columns));
});
