import { expect, test } from '@playwright/test';
import { remark } from 'remark';
import { parseMarkdown } from './parse-markdown.ts';

const texts: Readonly<Record<string, string>> = {
  'a fence among sentences': '# One\n\nRun:\n\n```bash name=x\nls\n\n  ls -l\n```\n\nThen *look* at [it](a.md).\n',
  'several, of other marks, and an empty one': '~~~sql\nSELECT 1;\n~~~\n````md\n```bash\nls\n```\n````\n```\n```\nend\n',
  'a fence in an item of a list': '1. Do\n\n   ```bash\n   ls\n\n     pwd\n   ```\n\n2. Look\n   - more\n     ```\n     id\n     ```\n',
  'a text that stands further out than its fence': '- Do\n\n  ```bash\nls\n  ```\n\nend\n',
  'a fence that begins on the line of its item': '- ```bash\n  ls\n  ```\n\n```bash\npwd\n```\n',
  'a fence in a quote': '> ```bash\n> ls\n> ```\n\n```bash\npwd\n```\n',
  'marks in a comment': '<!--\n```bash\nls\n```\n-->\n\n```bash\npwd\n```\n',
  'marks in an indented block': 'Run:\n\n    ```bash\n    ls\n    ```\n\nend\n',
  'an open fence': '```bash\nls\n\n# no title\n',
  'an end that is indented otherwise': '```bash\nls\n  ```\n\nend\n',
  'marks with a word behind them': '```bash\nls\n```bash\npwd\n```\n',
  'tabs and a sign that is none': '-\tDo\n\n\t```bash\n\tls\n\t```\n\n```\na\0b\tc\n```\n',
};

for (const [what, text] of Object.entries(texts))
  test(`reads ${what} as the Markdown parser does`, () => {
    expect(parseMarkdown(text.split('\n'))).toEqual(remark().parse(text));
  });

const marks = [
  '```',
  '````bash',
  '~~~',
  '~~~~',
  '```js`x',
  '`` ` ``',
  '\t```',
  '- item',
  '* item',
  '1. ```bash',
  '> quote',
  '> ```',
  '',
  '  ',
];
const others = [
  '<details>',
  '</details>',
  '<div>',
  '<pre>',
  '</pre>',
  '<!--',
  '-->',
  '[a]: b',
  '[^1]: note',
  '| a | b |',
  '---',
  '# title',
  'a\0b',
];
const lines = [...marks, ...others];

test('reads whatever two thousand heaps of marks mean as the Markdown parser does', () => {
  const parser = remark().freeze();
  // Numbers of a fixed row: the same heaps each time.
  let last = 7;
  const below = (limit: number): number => {
    last = (Math.imul(last, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (last >>> 12) % limit;
  };
  for (let heap = 0; heap < 2_000; heap++) {
    const text = Array.from({ length: 3 + below(10) }, () => ' '.repeat(below(4) === 0 ? below(6) : 0) + lines[below(lines.length)]);
    expect(parseMarkdown(text), text.join('\n')).toEqual(parser.parse(text.join('\n')));
  }
});
