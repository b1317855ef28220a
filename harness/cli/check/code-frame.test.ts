import { expect, test } from '@playwright/test';
import { sourceOf } from '../../reading/runbook/source.ts';
import { codeFrame } from './code-frame.ts';

function frame(text: string, column: number, endColumn: number, width = 80): readonly string[] | undefined {
  return codeFrame({ file: 'a.md', line: 1, column, endLine: 1, endColumn }, sourceOf('a.md', text), width);
}

test('puts carets below the very token', () => {
  expect(frame('sudo rm -rf /data', 6, 8)).toEqual(['1 │ sudo rm -rf /data', '  │      ^^']);
  expect(frame('\tsudo rm', 7, 9)).toEqual(['1 │  sudo rm', '  │       ^^']);
  expect(frame('', 1, 1)).toBe(undefined);
});

test('shows the part of a long line that is meant', () => {
  const [line = '', carets = ''] = frame(`${'a'.repeat(200)} rm ${'b'.repeat(200)}`, 202, 204, 60) ?? [];
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('rm');
});

test('what a file says moves no cursor', () => {
  const [line = '', carets = ''] = frame('echo \u001B[2Jx rm', 12, 14) ?? [];
  expect(line).not.toContain('\u001B');
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('rm');
});
