import { expect, test } from '@playwright/test';
import type { Answer, Expectation } from '../model/operation.ts';
import { compare } from './compare.ts';
import { samplesOf } from './metric.ts';
import { substitute } from './substitute.ts';

const answer = (more: Partial<Answer>): Answer => ({ answered: true, text: '', durationMs: 5, ...more });

const cases: readonly (readonly [string, Partial<Answer>, Expectation, string])[] = [
  ['a 2xx is a success', { status: 204 }, {}, ''],
  ['a 500 is none', { status: 500 }, {}, 'unexpected status 500, expected 2xx'],
  ['unless it is expected', { status: 500 }, { status: [500, 503] }, ''],
  ['another status than expected', { status: 503 }, { status: 200 }, 'unexpected status 503, expected 200'],
  ['no answer never holds', { answered: false, error: 'ECONNREFUSED' }, { text: '' }, 'ECONNREFUSED'],
  ['a non-zero exit', { exit: 1 }, {}, 'unexpected exit status 1, expected 0'],
  ['an expected exit', { exit: 1 }, { exit: 1 }, ''],
  ['an error reply does not hold for want of an expectation', { error: 'ERR wrong' }, { withinMs: 100 }, 'unexpected error: ERR wrong'],
  ['rows are counted', { rows: [{ a: 1 }] }, { rows: 0 }, 'unexpected 1 rows, expected 0'],
  ['no rows at all are not zero rows', {}, { rows: 0 }, 'unexpected no rows, expected 0'],
  ['a number in its range', { number: 3 }, { number: { min: 1, max: 3 } }, ''],
  ['a number that is none', { text: 'x' }, { number: { max: 3 } }, 'unexpected no number in "x", expected at most 3'],
  ['JSON may hold more', { text: '{"a":{"b":1,"c":2}}' }, { json: { a: { b: 1 } } }, ''],
  [
    'JSON with another value',
    { text: '{"a":{"b":2}}' },
    { json: { a: { b: 1 } } },
    'unexpected "{\\"a\\":{\\"b\\":2}}", expected $.a.b to be 1',
  ],
  ['what is no JSON', { text: 'oops' }, { json: {} }, 'unexpected "oops", expected JSON'],
  ['a slow answer', { durationMs: 300 }, { withinMs: 200 }, 'answered after 300 ms, expected within 200 ms'],
  [
    'all that is given must hold',
    { status: 200, text: 'down' },
    { status: 200, regex: '^up$' },
    'unexpected "down", expected a match of /^up$/',
  ],
];

for (const [title, given, expectation, message] of cases) {
  test(`${title}`, () => {
    expect(compare(answer(given), expectation)).toEqual({ held: message === '', message });
  });
}

test('a metric is found by its name and labels, in any order, and NaN is no sample', () => {
  const page = '# TYPE a gauge\na{x="1",y="q\\"q"} 2 1700000000\na{y="2"} +Inf\nab 9\na NaN\n';
  expect(samplesOf(page, 'a', {})).toEqual([2, Number.POSITIVE_INFINITY]);
  expect(samplesOf(page, 'a', { x: '1' })).toEqual([2]);
  expect(samplesOf(page, 'b', {})).toEqual([]);
});

test('ids are put in everywhere, other texts stay', () => {
  expect(substitute({ url: 'http://x/${id}', list: ['${id}${id}', 7], json: { id: '${id}', other: '${unknown}' } }, { id: 'a1' })).toEqual({
    url: 'http://x/a1',
    list: ['a1a1', 7],
    json: { id: 'a1', other: '${unknown}' },
  });
});
