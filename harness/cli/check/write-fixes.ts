import { resolve } from 'node:path';
import type { CheckedFile } from './check-files.ts';
import { mendTexts, type Mending } from './mend-texts.ts';
import { replaceFile } from './replace-file.ts';

export interface FixAsked extends Mending {
  readonly cwd: string;
  /** The folders that were asked for. */
  readonly within: readonly string[];
  readonly signal: AbortSignal;
}

export interface WrittenFixes {
  readonly written: readonly string[];
  /** Fixes that were made. */
  readonly fixes: number;
  /** Files that had something to mend, and why they are as they were. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** Mends what can be mended without a doubt. A byte order mark and line ends stay, and so does all else in the file. */
export async function writeFixes(files: readonly CheckedFile[], { cwd, within, signal, ...mending }: FixAsked): Promise<WrittenFixes> {
  const { mended, refused } = await mendTexts(files, mending);
  // Texts that were checked by half say nothing.
  if (signal.aborted) return { written: [], fixes: 0, refused: [] };
  const tried = mended.map(one => ({ ...one, why: replaceFile({ ...one, path: resolve(cwd, one.file), within }) }));
  const written = tried.filter(({ why }) => why === undefined);
  return {
    written: written.map(({ file }) => file),
    fixes: written.reduce((sum, { fixes }) => sum + fixes, 0),
    refused: [...refused, ...tried.flatMap(({ file, why }) => (why === undefined ? [] : [{ file, why }]))],
  };
}
