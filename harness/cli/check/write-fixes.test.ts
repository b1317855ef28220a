import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { CheckReport } from '../../checking/check-report.ts';
import { sourceOf } from '../../reading/runbook/source.ts';
import { folderWith } from '../../reading/testing/folder.ts';
import { writeFixes } from './write-fixes.ts';

test('mends what is wanted in files with a byte order mark and other line ends, and writes no file without need', () => {
  const folder = folderWith({ 'untouched.md': 'rm a\n' });
  const text = '\uFEFFrm a\r\nrm b\r\n';
  writeFileSync(folder('a.md'), text);
  const report = (file: string, line: number): CheckReport => {
    const location = { file, line, column: 1, endLine: line, endColumn: 3 };
    return { rule: 'x', severity: 'error', message: 'unexpected rm, expected mv', location, fix: { location, text: 'mv' } };
  };
  const [first, second, other] = [report('a.md', 1), report('a.md', 2), report('untouched.md', 1)];
  const files = [
    { file: 'a.md', text, source: sourceOf('a.md', text), reports: [first, second] },
    { file: 'untouched.md', text: 'rm a\n', source: sourceOf('untouched.md', 'rm a\n'), reports: [other] },
  ];
  expect(writeFixes(files, new Set([second]), folder('.'))).toEqual(['a.md']);
  expect(readFileSync(folder('a.md'), 'utf8')).toBe('\uFEFFrm a\r\nmv b\r\n');
});
