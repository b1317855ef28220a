import { expect, test } from '@playwright/test';
import type { AspectName } from '../model/effects.ts';
import { changesBetween, unseenIn, type Snapshot } from './compare.ts';

function snapshot(aspect: AspectName, things: Readonly<Record<string, string>>, unseen: Readonly<Record<string, string>> = {}): Snapshot {
  return new Map([[aspect, { things: new Map(Object.entries(things)), unseen: new Map(Object.entries(unseen)) }]]);
}

test('tells what is new, gone and otherwise, and nothing of what is as it was', () => {
  expect(changesBetween(snapshot('rows', { a: '1', b: '2', c: '3' }), snapshot('rows', { b: '2', c: '4', d: '5' }))).toEqual([
    { aspect: 'rows', thing: 'a', before: '1' },
    { aspect: 'rows', thing: 'c', before: '3', after: '4' },
    { aspect: 'rows', thing: 'd', after: '5' },
  ]);
});

test('says nothing of what one of the two could not look at', () => {
  const before = snapshot('rows', { 'database: table a': '1', 'other: table a': '1' });
  expect(changesBetween(before, snapshot('rows', { 'other: table a': '2' }, { database: 'refused' }))).toEqual([
    { aspect: 'rows', thing: 'other: table a', before: '1', after: '2' },
  ]);
  expect(changesBetween(before, snapshot('rows', {}, { all: 'lost' }))).toEqual([]);
  expect(unseenIn(before, snapshot('rows', {}, { database: 'refused' }))).toEqual([{ aspect: 'rows', what: 'database', why: 'refused' }]);
});
