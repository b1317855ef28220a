import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { hostileTexts } from '../reports/ci/testing/reports.ts';
import { guardedOutput, jsonText, unguarded } from './guarded-output.ts';
import type { OutputForm } from './guarded-output.ts';

function write(
  pieces: readonly string[],
  { form = 'text', isTTY = false, utf8 = true }: { form?: OutputForm; isTTY?: boolean; utf8?: boolean } = {},
): string {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const guarded = guardedOutput(stream, form, utf8);
  for (const piece of pieces) guarded.write(piece);
  return String((stream.read() as Buffer | null) ?? '');
}

test('no line begins as a workflow command, however it is cut', () => {
  for (const text of ['::error::x\n', '  ::error::x\n', 'a\n\t::error::x', '\u00A0::error::x', 'a\r\n::error::x', 'a\r::error::x'])
    for (let cut = 0; cut <= text.length; cut++)
      expect(write([text.slice(0, cut), text.slice(cut)]), `${JSON.stringify(text)} cut at ${cut}`).not.toMatch(/(^|[\n\r])\s*::/);
  expect(write(['  ::error::x\n'])).toBe('  │ ::error::x\n');
  expect(write(['\u001B[31m::error::x\u001B[0m'])).toBe('\u001B[31m│ ::error::x\u001B[0m');
});

test('what is no command stays as it is', () => {
  const text = 'drillbook: a::b, `c`: ## heading [link] #[x] ✓ 漢字\n  ::\n'.replace('::\n', 'std::move\n');
  expect(write([text])).toBe(text);
});

test('a command in brackets is broken wherever it stands', () => {
  expect(write(['a ##[error]b ##vso[x]c ###[d] #\u001B[1A#[e]\n'])).toBe('a ## [error]b ## vso[x]c ### [d] ## [e]\n');
});

test('colours pass; drawing passes on a terminal alone; links, titles, the clipboard and cursor movements never do', () => {
  const drawing = '\u001B[2F\u001B[0J\u001B[1mbold\u001B[0m\n';
  expect(write([drawing], { isTTY: true })).toBe(drawing);
  expect(write([drawing])).toBe('\u001B[1mbold\u001B[0m\n');
  expect(
    write(['\u001B]52;c;eA==\u0007\u001B]8;;http://x\u0007a\u001B]8;;\u0007\u001B[2J\u001B]0;t\u0007\u009B2K\u001B(0'], { isTTY: true }),
  ).toMatch(/^\P{Cc}*$/u);
});

test('where UTF-8 is not shown, our signs are words and no byte beyond ASCII is written; a document keeps its own', () => {
  expect(write(['✗ Ausfall Münster … → \u001B[31mx\u001B[0m\n'], { utf8: false })).toBe(
    'FAIL Ausfall M?nster ... -> \u001B[31mx\u001B[0m\n',
  );
  expect(write(['  ::error::x\n', ':', ':error::y'], { utf8: false })).toMatch(/^[\0-\x7F]*$/);
  expect(write(['  ::error::x\n', ':', ':error::y'], { utf8: false })).not.toMatch(/^\s*::/m);
  expect(write(['{"a":"ü"}\n'], { utf8: false, form: 'json' })).toBe('{"a":"ü"}\n');
});

test('JSON says the same and shows none of it', () => {
  for (const value of [...hostileTexts, '##[error]x \\##[y] ###[z]', '\u{E0001}\u061C']) {
    const shown = write([`${JSON.stringify({ value }, null, 2)}\n`], { form: 'json' });
    expect(JSON.parse(shown)).toEqual({ value: value });
    expect(shown).not.toMatch(/##\w*\[|[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
  }
  const plain = `${JSON.stringify({ a: ['##', '# [x]', 'ü'] }, null, 2)}\n`;
  expect(jsonText(plain)).toBe(plain);
});

test('what is no JSON, by mistake, is no command either', () => {
  expect(write(['::error::x\n ::error::y ##[error]z\n'], { form: 'json' })).toBe('│ ::error::x\n │ ::error::y \\u0023#[error]z\n');
});

test('what a stream can tell of itself is told through the gate', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 72 });
  const guarded = guardedOutput(stream, 'text');
  expect([guarded.isTTY, guarded.columns]).toEqual([true, 72]);
  expect(unguarded(guarded)).toBe(stream);
  expect(unguarded(stream)).toBe(stream);
});
