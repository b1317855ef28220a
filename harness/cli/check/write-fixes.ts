import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyFixes } from '../../checking/apply-fixes.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CheckedFile } from './check-files.ts';

export interface WrittenFixes {
  readonly written: readonly string[];
  /** Files that had something to mend, and why they are as they were. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** Mends what can be mended without a doubt. A byte order mark and line ends stay, and so does all else in the file. */
export function writeFixes(files: readonly CheckedFile[], wanted: ReadonlySet<CheckReport>, cwd: string): WrittenFixes {
  const written: string[] = [];
  const refused: { file: string; why: string }[] = [];
  for (const { file, text, reports } of files) {
    const fixes = reports.filter(report => wanted.has(report)).flatMap(({ fix }) => fix ?? []);
    if (fixes.length === 0) continue;
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const mended = mark + applyFixes(text.slice(mark.length), fixes);
    if (mended === text) continue;
    try {
      // Bytes of another encoding would not come back, and what somebody wrote meanwhile would be lost.
      const now = readFileSync(resolve(cwd, file));
      if (!Buffer.from(text).equals(now)) {
        refused.push({ file, why: now.toString('utf8') === text ? 'it is not all UTF-8' : 'it changed meanwhile' });
        continue;
      }
      writeFileSync(resolve(cwd, file), mended);
      written.push(file);
    } catch (thrown) {
      refused.push({ file, why: messageOf(thrown) });
    }
  }
  return { written, refused };
}
