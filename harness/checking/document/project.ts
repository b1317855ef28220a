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
  /** All documents that are checked together, this one included. */
  readonly runbooks: readonly Runbook[];
}
