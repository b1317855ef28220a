import { expect, test } from '@playwright/test';
import { remembered } from './remembered.ts';

test('asks once for a text, also where the answer is nothing, and forgets when it knows too many', () => {
  const asked: string[] = [];
  const lengthOf = remembered(2, text => {
    asked.push(text);
    return text === '' ? undefined : text.length;
  });
  expect([lengthOf('a'), lengthOf('a'), lengthOf(''), lengthOf('')]).toEqual([1, 1, undefined, undefined]);
  expect(asked).toEqual(['a', '']);
  expect([lengthOf('abc'), lengthOf('a')]).toEqual([3, 1]);
  expect(asked).toEqual(['a', '', 'abc', 'a']);
});
