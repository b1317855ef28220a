import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { CheckReport } from '../../checking/check-report.ts';
import { sourceOf } from '../../reading/runbook/source.ts';
import { folderWith } from '../../reading/testing/folder.ts';
import type { CheckedFile } from './check-files.ts';
import { writeFixes, type FixAsked } from './write-fixes.ts';

/** Each `rm` is reported, and mended to `mv`. */
function checked(file: string, text: string): CheckedFile {
  const source = sourceOf(file, text);
  const reports = source.lines.flatMap((line, index): readonly CheckReport[] => {
    const location = { file, line: index + 1, column: 1, endLine: index + 1, endColumn: 3 };
    const report = {
      rule: 'x',
      severity: 'error' as const,
      message: 'unexpected rm, expected mv',
      location,
      fix: { location, text: 'mv' },
    };
    return line.startsWith('rm') ? [report] : [];
  });
  return { file, text, reports };
}

function asked(cwd: string, wanted: (report: CheckReport) => boolean = () => true): FixAsked {
  return {
    cwd,
    within: [cwd],
    signal: new AbortController().signal,
    check: async texts => await Promise.resolve([...texts].map(([file, text]) => checked(file, text))),
    wanted: files => new Set(files.flatMap(({ reports }) => reports).filter(wanted)),
  };
}

test('mends what is wanted in files with a byte order mark and other line ends, and writes no file without need', async () => {
  const folder = folderWith({ 'untouched.md': 'rm a\n' });
  const text = '\uFEFFrm a\r\nrm b\r\n';
  writeFileSync(folder('a.md'), text);
  const files = [checked('a.md', text), checked('untouched.md', 'rm a\n')];
  const wanted = asked(folder('.'), ({ location: { line, file } }) => file === 'a.md' && line === 2);
  expect(await writeFixes(files, wanted)).toEqual({ written: ['a.md'], fixes: 1, refused: [] });
  expect(readFileSync(folder('a.md'), 'utf8')).toBe('\uFEFFrm a\r\nmv b\r\n');
});

test('writes no file that holds bytes of another encoding, that changed meanwhile, or that is gone', async () => {
  const folder = folderWith({ 'changed.md': 'rm b\n', 'gone.md': 'rm a\n' });
  const latin = Buffer.from([...Buffer.from('rm a caf'), 0xe9, 0x0a]);
  writeFileSync(folder('latin.md'), latin);
  rmSync(folder('gone.md'));
  const files = ['latin.md', 'changed.md', 'gone.md'].map(file => checked(file, file === 'latin.md' ? latin.toString('utf8') : 'rm a\n'));
  expect(await writeFixes(files, asked(folder('.')))).toEqual({
    written: [],
    fixes: 0,
    refused: [
      { file: 'latin.md', why: 'it is not all UTF-8' },
      { file: 'changed.md', why: 'it changed meanwhile' },
      { file: 'gone.md', why: 'it is gone' },
    ],
  });
  expect(readFileSync(folder('latin.md'))).toEqual(latin);
  expect(readFileSync(folder('changed.md'), 'utf8')).toBe('rm b\n');
});
