import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyFixes } from '../../checking/apply-fixes.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import type { CheckedFile } from './check-files.ts';

/** Mends what can be mended without a doubt; resolves to the files that were written. A byte order mark and line ends stay. */
export function writeFixes(files: readonly CheckedFile[], wanted: ReadonlySet<CheckReport>, cwd: string): readonly string[] {
  return files.flatMap(({ file, text, reports }) => {
    const fixes = reports.filter(report => wanted.has(report)).flatMap(({ fix }) => fix ?? []);
    if (fixes.length === 0) return [];
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const mended = mark + applyFixes(text.slice(mark.length), fixes);
    if (mended === text) return [];
    writeFileSync(resolve(cwd, file), mended);
    return [file];
  });
}
