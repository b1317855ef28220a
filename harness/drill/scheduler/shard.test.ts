import { expect, test } from '@playwright/test';
import { ofShard, readShard } from './shard.ts';

test('shards take every scenario once, whatever the order in which they are told of', () => {
  const all = ['d', 'a', 'c', 'b', 'e'];
  const [first, second] = [1, 2].map(current => ofShard(all, one => one, { current, total: 2 }));
  expect(first).toEqual(['a', 'c', 'e']);
  expect(second).toEqual(['d', 'b']);
  expect(ofShard([...all].reverse(), one => one, { current: 2, total: 2 })).toEqual(['b', 'd']);
  expect(ofShard(['a'], one => one, { current: 2, total: 2 })).toEqual([]);
});

test('a shard is named by its place among all', () => {
  expect(readShard('2/3')).toEqual({ current: 2, total: 3 });
  for (const text of ['', '2', '0/3', '4/3', '1/0', 'a/b', '1/2/3', '-1/2'])
    expect(() => readShard(text), text).toThrow(`unexpected --shard ${text}, expected one such as 1/3`);
});
