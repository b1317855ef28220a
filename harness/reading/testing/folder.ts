import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from '@playwright/test';
import type { Problem } from '../../model/problem.ts';

/** Real files in a folder of the running test; returns a path's full name. */
export function folderWith(files: Readonly<Record<string, string>>): (path: string) => string {
  const folder = test.info().outputPath('files');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return path => join(folder, path);
}

/** Problems as one reads them: `file:line:column message`. */
export function shown(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ message, location }) => `${basename(location.file)}:${location.line}:${location.column} ${message}`);
}
