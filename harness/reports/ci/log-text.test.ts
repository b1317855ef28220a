import { expect, test } from '@playwright/test';
import { logText } from './log-text.ts';

test('a line that would be a workflow command gets a bar in front, and stays readable', () => {
  expect(logText('::error::x\n  ::warning::y\n\u001B[31m::debug::z')).toBe('│ ::error::x\n  │ ::warning::y\n\u001B[31m│ ::debug::z');
});

test('white space of any kind in front is what the runner passes over, too', () => {
  for (const white of ['\t', '\u00A0', '\u3000', ' \t ', '\u000B']) expect(logText(`${white}::error::x`)).toBe(`${white}│ ::error::x`);
  for (const end of ['\r', '\r\n', '\u0085', '\u2028', '\u2029']) expect(logText(`a${end}::error::x`)).toBe(`a${end}│ ::error::x`);
});

test('commands in brackets are broken, headings and lists are not', () => {
  expect(logText('a ##[group]b ##vso[c]d ##teamcity[e]')).toBe('a ## [group]b ## vso[c]d ## teamcity[e]');
  expect(logText('## Heading\n- [x] a # b #[c] a::b')).toBe('## Heading\n- [x] a # b #[c] a::b');
});

test('what is safe once stays as it is', () => {
  const once = logText('::error::x ##[a]');
  expect(logText(once)).toBe(once);
});
