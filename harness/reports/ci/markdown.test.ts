import { expect, test } from '@playwright/test';
import { remark } from 'remark';
import { literal, literalBlock, literalHtml } from './markdown.ts';
import { hostileTexts } from './testing/reports.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** Types of nodes in a document, with the text of those that have one. */
function parse(markdown: string): readonly Node[] {
  const flat = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  return flat(remark().parse(markdown) as Node);
}

test('a line is code wherever it stands, and has no other structure', () => {
  for (const text of hostileTexts)
    for (const before of ['See ', '| a | ', '- ']) {
      const nodes = parse(`${before}${literal(text)} end\n`);
      const types = new Set(nodes.map(({ type }) => type));
      expect(
        [...types].filter(type => !['root', 'paragraph', 'text', 'inlineCode', 'list', 'listItem'].includes(type)),
        text,
      ).toEqual([]);
      const texts = nodes.filter(({ type }) => type === 'text').map(({ value }) => value);
      expect(texts.join('').replaceAll(/[|\s-]|^See|a|end$/g, '')).toBe('');
    }
});

test('a pipe never ends a cell, not behind a backslash either', () => {
  expect(literal('a | b \\| c')).toBe('`a `&#124;` b \\`&#124;` c`');
  for (const text of hostileTexts) expect(literal(text)).not.toContain('|');
});

test('backticks at its ends are kept', () => {
  expect(parse(literal('`x`')).find(({ type }) => type === 'inlineCode')?.value).toBe('`x`');
  expect(parse(literal('``` a')).find(({ type }) => type === 'inlineCode')?.value).toBe('``` a');
});

test('a block ends where we end it', () => {
  const nodes = parse(`${literalBlock(hostileTexts)}\n\nafter\n`);
  expect(nodes.map(({ type }) => type)).toEqual(['root', 'code', 'paragraph', 'text']);
  expect(nodes[1]?.value).toContain('# forged heading');
});

test('inside of HTML it is text', () => {
  for (const text of hostileTexts) expect(literalHtml(text)).toMatch(/^<code>[^<>\n]*<\/code>$/);
});
