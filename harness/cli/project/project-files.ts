import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold no files of a team's own. */
const leftOut: ReadonlySet<string> = new Set([
  'node_modules',
  'vendor',
  'dist',
  'build',
  'target',
  'venv',
  '__pycache__',
  'third_party',
  'site-packages',
]);
const most = 50_000;

/**
 * All files below a folder, relative to it and sorted, without those that are installed or hidden. Links are not followed, and what
 * cannot be read is not there.
 */
export function projectFiles(root: string): readonly string[] {
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of entriesOf(join(root, folder))) {
      if (files.length >= most) return;
      const path = join(folder, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !leftOut.has(entry.name) && !entry.name.startsWith('.')) visit(path);
    }
  };
  visit('');
  return files.toSorted();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
