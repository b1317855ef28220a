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

test('letters of East Asia and pictures are two columns wide, and none is cut in half', () => {
  expect(frame('echo 重启 服务; rm', 13, 15)).toEqual(['1 │ echo 重启 服务; rm', `  │ ${' '.repeat(16)}^^`]);
  expect(frame('[👍🏽 a](b) rm', 13, 15)?.[1]).toMatch(/ \^\^$/);
  expect(frame('e\u0301 rm', 4, 6)).toEqual(['1 │ e\u0301 rm', '  │   ^^']);
  for (let width = 20; width < 60; width++)
    expect(frame(`${'🚀'.repeat(40)} rm ${'🚀'.repeat(40)}`, 82, 84, width)?.join('')).not.toMatch(/\p{Cs}/u);
});
