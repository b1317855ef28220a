import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';

/** A regular file of an evidence folder. */
export interface ListedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

export interface Listing {
  /** Sorted by path. */
  readonly files: readonly ListedFile[];
  /** What has no place in evidence, and why: links, devices, names that lead elsewhere. Nothing of it is followed. */
  readonly odd: readonly { readonly path: string; readonly why: string }[];
}

/** More than any run leaves; a folder that was made to hang its reader is not walked to its end. */
export const listingLimits = { files: 2_000_000, depth: 32 } as const;

/**
 * Every file below a folder, links not followed.
 * @throws {HarnessError} `evidence-limits` for more files or deeper folders than any run leaves.
 */
export function listFiles(folder: string): Listing {
  const files: ListedFile[] = [];
  const odd: { path: string; why: string }[] = [];
  const walk = (below: string, depth: number): void => {
    if (depth > listingLimits.depth)
      throw new HarnessError(
        'evidence-limits',
        `unexpected depth of ${join(folder, below)}, expected at most ${listingLimits.depth}`,
        hint,
      );
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!isPlainPath(path)) odd.push({ path, why: 'a name that other systems read otherwise' });
      else if (entry.isDirectory()) walk(path, depth + 1);
      else if (entry.isFile()) files.push({ path, bytes: lstatSync(join(folder, path)).size });
      else odd.push({ path, why: entry.isSymbolicLink() ? 'a symbolic link' : 'neither a file nor a folder' });
      if (files.length + odd.length > listingLimits.files)
        throw new HarnessError('evidence-limits', `unexpected number of files in ${folder}, expected at most ${listingLimits.files}`, hint);
    }
  };
  walk('', 0);
  return { files: files.sort(byPath), odd: odd.sort(byPath) };
}

const hint = 'Give the folder of one run, as a drill left it.';

/** By UTF-16 code units: the same order everywhere. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Whether a path stays inside the folder that it is relative to, and is the same on every system. */
export function isPlainPath(path: string): boolean {
  return (
    path !== '' &&
    path.length <= 4096 &&
    !/[\\\p{Cc}]/u.test(path) &&
    path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
  );
}
