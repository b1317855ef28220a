import { expect, test } from '@playwright/test';
import { readEnvFile } from './env-file.ts';
import { interpolate } from './interpolate.ts';

function asked(text: string, values: Readonly<Record<string, string>> = {}): { readonly text: string; readonly told: readonly string[] } {
  const told: string[] = [];
  return {
    text: interpolate(text, values, {
      missing: (name, message) => told.push(`missing ${name}: ${message}`),
      blank: name => told.push(`blank ${name}`),
      malformed: part => told.push(`malformed ${part}`),
    }),
    told,
  };
}

for (const { text, result } of [
  { text: '$SET and ${SET}', result: 'yes and yes' },
  { text: '${NONE:-fallback} ${NONE-fallback}', result: 'fallback fallback' },
  { text: '${EMPTY:-fallback}|${EMPTY-fallback}', result: 'fallback|' },
  { text: '${NONE:-${SET}}', result: 'yes' },
  { text: '${NONE:-${NEITHER:-a}b}', result: 'ab' },
  { text: '${SET:+other}|${NONE:+other}', result: 'other|' },
  { text: '$$SET $${SET}', result: '$SET ${SET}' },
  { text: '${SET:?must be set}', result: 'yes' },
  { text: '${NONE:-}', result: '' },
]) {
  test(`${text} becomes "${result}"`, () => expect(asked(text, { SET: 'yes', EMPTY: '' })).toEqual({ text: result, told: [] }));
}

test('a variable that is demanded, one that is blank and a lone dollar sign are told', () => {
  expect(asked('${NONE:?set it}').told).toEqual(['missing NONE: set it']);
  expect(asked('${NONE?}').told).toEqual(['missing NONE: ']);
  expect(asked('a $NONE b')).toEqual({ text: 'a  b', told: ['blank NONE'] });
  for (const text of ['costs $1', '${', '${1x}', 'end $']) expect(asked(text).told).toEqual([expect.stringMatching(/^malformed \$/)]);
});

test("names of an object's own prototype are no variables", () => {
  expect(asked('${constructor:-none}').text).toBe('none');
});

test('an env file has comments, quotes, export, later lines that use earlier ones', () => {
  expect(
    readEnvFile('# one\nexport A=1\nB="two words" # why\nC=\'$A\'\nD=${A}2 # not this\nE=\nF="line\\nnext"\nG=a#b\r\nH="$A"\nnonsense\n'),
  ).toEqual({ A: '1', B: 'two words', C: '$A', D: '12', E: '', F: 'line\nnext', G: 'a#b', H: '1' });
});
