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
  'words on several lines, with code between': '# A `b` c\n\nRun `ls  -l` and\n  look\n`pwd` and `` ` ``\n\nThen `a`\n`b`.\nEnd\n',
  'items of lists': '- One `a`\n  more\nand more\n- Two\n\n  Three\n\n  1. Four\n     five\n  2. Six\n\n      seven\n',
  'words behind words that are open': 'See [a\nb](c).\n\n**Do\nnot** do\nthis\n\n[a]:\nb\n\n[c]: d\n"e\nf"\n',
  'headings by their lines': 'One\n===\n\nTwo `a`\nthree\n---\n\n- Four\n  ---\n',
  'code with blanks on its sides': 'A ` b ` c `  ` d ` e` and `\\`\n',
  'words in elements': '<details>\nWords\n\nMore\n\n</details>\n\n<!--\n\nWords\n\n-->\n\nEnd\n',
  'blanks at the ends of lines': 'One  \ntwo \nthree\n\n# Four #\n\nFive \n',
  numbers: '2026 was\n1. One\n2. Two\n\nA\n2. b\n\n1) c\n',
  'an indented block behind an item': '- One\n\n      code\n\nTwo\n\n    code\n',
  'a fence that looks closed by a quote': '```\n> ```\nwords\n```\n',
  'comments of several lines': '<!--\nwords\n\n- words\n-->\nwords\n\nwords\n',
  'words that a number goes on with': '- One\n  2. two\n\n1. One\n2. Two\n3) three\n',
  'lists below words': 'One\n- a `b`\n  c\n- d\n\nTwo\n\n7. e\n8. f\n\n- g\n\n* h\n* i\n\n## Three\n1) j\n\n   k\n',
  'words behind a fence that name its language in another way': '```bash a\\_b \\d {"e":"\\""}\nls\n```\n\n```a&amp;b\nls\n```\n',
  'quotes that words go on with': '> One\ntwo\n\n> - Three\nfour\n',
  'other letters': 'Größe „a“ \u{1F600} `b` — c\n\n\u00A0d\n',
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
const prose = [
  'words',
  'words `code` words',
  '`code`',
  '``',
  'a `b',
  '- words `code`',
  '1. words',
  '2) words',
  '-     words',
  '# title `code`',
  '## title #',
  '===',
  'a *b',
  'c* d',
  '[a',
  'b]: c',
  'words ',
  'words  ',
  '(words)',
  '"words"',
  '| a |',
  '&amp;',
  '+ - words',
  '5. 6. words',
  '7.words',
];
const heaps = { marks: [...marks, ...others], words: [...prose, ...others, '', '', ''] };

for (const [what, lines] of Object.entries(heaps))
  test(`reads whatever four thousand heaps of ${what} mean as the Markdown parser does`, () => {
    const parser = remark().freeze();
    // Numbers of a fixed row: the same heaps each time.
    let last = 7;
    const below = (limit: number): number => {
      last = (Math.imul(last, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (last >>> 12) % limit;
    };
    for (let heap = 0; heap < 4_000; heap++) {
      const text = Array.from({ length: 3 + below(10) }, () => ' '.repeat(below(4) === 0 ? below(6) : 0) + lines[below(lines.length)]);
      expect(parseMarkdown(text), text.join('\n')).toEqual(parser.parse(text.join('\n')));
    }
  });
