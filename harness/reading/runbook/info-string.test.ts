import { expect, test } from '@playwright/test';
import { readInfoString } from './info-string.ts';

const read = (info: string): unknown => {
  const { lang, pairs, error } = readInfoString(info);
  return [lang, Object.fromEntries(pairs.map(({ key, value }) => [key, value])), error];
};

test('reads every spelling of attributes', () => {
  for (const info of [
    'bash {"name":"x","timeout":"30s"}',
    'bash { name=x timeout=30s }',
    'bash{name=x, timeout=30s}',
    'bash name="x" timeout="30s"',
    "bash name='x' timeout=30s",
    '{.bash name=x timeout=30s}',
    ' Bash  name=x  timeout=30s ',
  ]) {
    expect(read(info), info).toEqual(['bash', { name: 'x', timeout: '30s' }, undefined]);
  }
});

test('leaves what other tools write alone', () => {
  expect(read('bash {1,3-5}')).toEqual(['bash', {}, undefined]);
  expect(read('bash title="a {b}" linenums="1" {1}')).toEqual(['bash', { title: 'a {b}', linenums: '1' }, undefined]);
  expect(read('')).toEqual(['', {}, undefined]);
  expect(read('sh linenums')).toEqual(['sh', {}, undefined]);
});

test('takes a first word with a value for an attribute, not for a language', () => {
  expect(read('name=x input="a b"')).toEqual(['', { name: 'x', input: 'a b' }, undefined]);
});

test('keeps values of JSON as text', () => {
  expect(read('sh {"retry":3,"background":true}')).toEqual(['sh', { retry: '3', background: 'true' }, undefined]);
});

test('says what is wrong with JSON', () => {
  expect(read('sh {"name":"x"')).toEqual(['sh', {}, 'unexpected attributes {"name":"x", expected a closing brace']);
  expect(read(String.raw`sh {"expect":"/\d/"}`)).toEqual([
    'sh',
    {},
    expect.stringMatching(/expected JSON such as .*a backslash is written twice/),
  ]);
});
