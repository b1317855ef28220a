import { expect, test } from '@playwright/test';
import { shown } from '../testing/folder.ts';
import type { Path } from './path.ts';
import { readYaml } from './read-yaml.ts';

function placesIn(text: string, path: Path): { readonly key: string; readonly value: string } {
  const { document, problems } = readYaml('a.yaml', text);
  if (document === undefined) throw new Error(shown(problems).join('\n'));
  const [key, value] = [document.keyAt(path), document.at(path)];
  return { key: `${key.line}:${key.column}`, value: `${value.line}:${value.column}` };
}

test('any path has the place of its key and of its value', () => {
  const text = 'faults:\n  - process.kill: { service: worker }\n';
  expect(placesIn(text, ['faults', 0, 'process.kill', 'service'])).toEqual({ key: '2:21', value: '2:30' });
  expect(placesIn(text, ['faults', 0])).toEqual({ key: '2:5', value: '2:5' });
});

test('what stands behind an alias or a merge key is found where it is written', () => {
  const text = 'base: &base\n  image: redis\nuse: *base\nmore:\n  <<: *base\n  init: true\n';
  expect(placesIn(text, ['use', 'image'])).toEqual({ key: '2:3', value: '2:10' });
  expect(placesIn(text, ['use'])).toEqual({ key: '3:1', value: '3:6' });
  expect(placesIn(text, ['more', 'image'])).toEqual({ key: '2:3', value: '2:10' });
  expect(placesIn(text, ['more', 'init'])).toEqual({ key: '6:3', value: '6:9' });
  expect(placesIn('b: &b { x: 1 }\nm:\n  <<: [*b, { z: 1 }]\n', ['m', 'z']).key).toBe('3:14');
});

test('a path that is not written out has the place of the nearest thing around it', () => {
  expect(placesIn('a:\n  b: { c: 1 }\n', ['a', 'b', 'missing', 'deep'])).toEqual({ key: '2:6', value: '2:6' });
});

test('an alias as a key, quotes, blocks and a byte order mark do not shift places', () => {
  expect(placesIn('a: &x foo\n*x : bar\nc: 1\n', ['foo'])).toEqual({ key: '2:1', value: '2:6' });
  expect(placesIn('"k": \'v\'\nb: |\n  text\nc: 1\n', ['c']).key).toBe('4:1');
  expect(placesIn('\uFEFFa: 1\r\nb: 2\r\n', ['b'])).toEqual({ key: '2:1', value: '2:4' });
});

test('dates and yes and no stay text', () => {
  expect(readYaml('a.yaml', 'until: 2026-12-31\nrestart: no\n').document?.value).toEqual({ until: '2026-12-31', restart: 'no' });
});

for (const { what, text, at } of [
  { what: 'a list that is not closed', text: 'a: [1, 2\nb: 3\n', at: '2:1' },
  { what: 'a key that stands twice', text: 'a: 1\nb: 2\na: 3\n', at: '3:1' },
  { what: 'a tab', text: 'a:\n\tb: 2\n', at: '2:1' },
  { what: 'an unknown anchor', text: 'a: *nope\n', at: '1:5' },
  { what: 'a second document', text: '# first\n---\na: 1\n---\nb: 2\n', at: '4:1' },
  { what: 'a tag that nobody knows', text: 'a: !reset 1\n', at: '1:4' },
]) {
  test(`${what} is a problem at its place`, () => {
    const { document, problems } = readYaml('a.yaml', text);
    expect(document).toBeUndefined();
    expect(shown(problems)).toEqual([expect.stringMatching(new RegExp(`^a\\.yaml:${at} unexpected .*, expected`))]);
  });
}

test('aliases that hold themselves or multiply without end are refused at once', () => {
  const bomb = [
    'l0: &l0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from(
      { length: 9 },
      (_, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 10 }, () => `*l${index}`).join(', ')}]`,
    ),
  ].join('\n');
  expect(shown(readYaml('a.yaml', bomb).problems)[0]).toContain('unexpected aliases');
  expect(shown(readYaml('a.yaml', 'a: &a [*a]\n').problems)[0]).toContain('unexpected aliases');
});

test('tags are accepted where they are asked for, and told', () => {
  const { document } = readYaml('a.yaml', 'a: !reset null\nb: !override [1]\nc: 1\n', ['!reset', '!override']);
  expect([document?.value, document?.tagAt(['a']), document?.tagAt(['b']), document?.tagAt(['c'])]).toEqual([
    { a: null, b: [1], c: 1 },
    '!reset',
    '!override',
    '',
  ]);
});
