import { expect, test } from '@playwright/test';
import { maskCommands } from './mask-commands.ts';
import { aboutTooShort, tooShort } from './registered-secrets.ts';

test('values that are too short to hide are told of without being shown', () => {
  expect(tooShort(['abcd', 'abcde', ' abc  '])).toEqual(['abcd', ' abc  ']);
  expect(aboutTooShort(['abcde'])).toBeUndefined();
  expect(aboutTooShort(['abcd', 'abcde'])).toBe(
    'a secret has fewer than 5 characters and is not hidden in the evidence: such short values stand in ordinary text',
  );
});

test('GitHub Actions is told to hide a value and each of its lines, and nothing of it is a command', () => {
  expect(maskCommands(['100% sure', 'first line\r\n::error::second line\nx', 'abc', '100% sure'])).toEqual([
    '::add-mask::100%25 sure',
    '::add-mask::first line%0D%0A::error::second line%0Ax',
    '::add-mask::first line',
    '::add-mask::::error::second line',
  ]);
});
