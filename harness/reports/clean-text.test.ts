import { expect, test } from '@playwright/test';
import { cleanLine, cleanText, settled } from './clean-text.ts';

test('colours, links and cursor movements are gone', () => {
  expect(cleanText('\u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007 \u001B[2J')).toBe('red link ');
});

test('a progress bar shows what stood there at the end', () => {
  expect(settled('10%\r50%\r100%\nwindows\r\n')).toBe('100%\nwindows\n');
});

test('what is written over in a block is shown all the same: it ran', () => {
  expect(cleanText('rm -rf data\rls\r\n')).toBe('rm -rf data␍ls\n');
});

test('what hides or reverses text is made visible', () => {
  expect(cleanText('a\u0000b\u202Ec\u200Bd\u00ADe\u0085')).toBe('a␀b⟨U+202E⟩c⟨U+200B⟩d⟨U+00AD⟩e⟨U+0085⟩');
});

test('letters of every script, tabs and line breaks stay', () => {
  expect(cleanText('Über\tд 漢字 ✓\n')).toBe('Über\tд 漢字 ✓\n');
});

test('a line has no line breaks', () => {
  expect(cleanLine(' one\n two\tthree ')).toBe('one ⏎ two three');
});
