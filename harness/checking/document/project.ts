import type { Runbook } from '../../model/runbook.ts';

/** The files around a document. Paths are as a person would type them in the working directory. */
export interface Project {
  /** The folder that a link beginning with `/` counts from. */
  readonly root: string;
  exists(path: string): boolean;
  /** A small text file's content; undefined where there is none. */
  read(path: string): string | undefined;
  /** What a link can name of a Markdown file; undefined where it is none. */
  anchorsOf(path: string): ReadonlySet<string> | undefined;
  /** The blocks of all documents that are checked together, this one included. */
  readonly blocks: readonly BlocksOf[];
}

/** What is kept of a document for the others: a thousand of them would fill the memory with all that was understood. */
export interface BlocksOf {
  readonly file: string;
  readonly texts: readonly string[];
}

export function blocksOf({ file, blocks }: Runbook): BlocksOf {
  return { file, texts: blocks.map(({ text }) => text) };
}
