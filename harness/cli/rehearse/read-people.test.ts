import { expect, test } from '@playwright/test';
import { readPeople } from './read-people.ts';

test('people are read with their roles, and are operators without one', () => {
  expect(readPeople('Ada:lead, Bob:observer,Eve')).toEqual([
    { name: 'Ada', role: 'lead' },
    { name: 'Bob', role: 'observer' },
    { name: 'Eve', role: 'operator' },
  ]);
  expect(readPeople(undefined)).toEqual([]);
});

test('a mistyped role is a wrong call with the nearest one', () => {
  expect(() => readPeople('Ada:operater')).toThrow('unexpected role "operater" of Ada, expected "operator"');
  expect(() => readPeople('Ada:operator:x')).toThrow('unexpected "Ada:operator:x" in --people');
  expect(() => readPeople(':operator')).toThrow('unexpected ":operator" in --people');
});
