import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  expect(writeFixes(files, new Set([second]), folder('.'))).toEqual({ written: ['a.md'], refused: [] });
  expect(readFileSync(folder('a.md'), 'utf8')).toBe('\uFEFFrm a\r\nmv b\r\n');
});

test('writes no file that holds bytes of another encoding, that changed meanwhile, or that is gone', () => {
  const folder = folderWith({ 'changed.md': 'rm b\n', 'gone.md': 'rm a\n' });
  const latin = Buffer.from([...Buffer.from('rm a caf'), 0xe9, 0x0a]);
  writeFileSync(folder('latin.md'), latin);
  rmSync(folder('gone.md'));
  const files = ['latin.md', 'changed.md', 'gone.md'].map(file => {
    const text = file === 'latin.md' ? latin.toString('utf8') : 'rm a\n';
    const location = { file, line: 1, column: 1, endLine: 1, endColumn: 3 };
    const report: CheckReport = { rule: 'x', severity: 'error', message: 'unexpected rm', location, fix: { location, text: 'mv' } };
    return { file, text, source: sourceOf(file, text), reports: [report] };
  });
  const { written, refused } = writeFixes(files, new Set(files.flatMap(({ reports }) => reports)), folder('.'));
  expect(written).toEqual([]);
  expect(refused.map(({ file, why }) => `${file}: ${why.split(',')[0] ?? ''}`)).toEqual([
    'latin.md: it is not all UTF-8',
    'changed.md: it changed meanwhile',
    'gone.md: ENOENT: no such file or directory',
  ]);
  expect(readFileSync(folder('latin.md'))).toEqual(latin);
});
