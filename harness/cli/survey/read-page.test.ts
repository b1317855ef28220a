import { expect, test } from '@playwright/test';
import { folderWith } from '../../reading/testing/folder.ts';
import { readPage } from './read-page.ts';

const tooDeep = { refused: 'quotes or lists 50 deep inside one another' };

test('documents of which a line opens a great many quotes or lists are not looked at: parsers need minutes for them', () => {
  const folder = folderWith({ 'quotes.md': `# A\n\n${'>'.repeat(30_000)}\n`, 'lists.md': `# A\n\n${'1. '.repeat(9000)}a\n` });
  expect(readPage(folder('quotes.md'))).toEqual(tooDeep);
  expect(readPage(folder('lists.md'))).toEqual(tooDeep);
});

test('a line across the page is no list, and ten lists inside one another are read', () => {
  const text = `# A\n\n${'- '.repeat(60)}\n\n${'* '.repeat(60)}\n\n${'> '.repeat(10)}${'- '.repeat(10)}a\n\n${'>>> '.repeat(3)}b\n`;
  expect(readPage(folderWith({ 'a.md': text })('a.md'))).toEqual({ text });
});
