import type { Stack } from './stack.ts';

/** A stack, and what its files say that it holds. */
export interface LookedUpStack extends Stack {
  readonly contents?: StackContents;
}

/**
 * What a stack holds, as far as its files tell all of it. What is absent is not known, and what is there may name more than there is:
 * nothing that the stack has is missing in it.
 */
export interface StackContents {
  readonly postgresql?: Schema;
  readonly sqlite?: Schema;
  /** Keys of Redis that are plainly named. */
  readonly keys?: readonly string[];
  readonly http?: HttpContents;
  /** On the operator's machine. */
  readonly folders?: readonly Folder[];
  /** All that stands in the sources; what is made of other pieces is made of these. */
  readonly written?: Written;
}

/** What a stack's own HTTP servers answer. */
export interface HttpContents {
  /** Services whose sources tell it. */
  readonly servers: readonly string[];
  /** Paths of any of them, as they are written: `/messages/:id`. */
  readonly routes: readonly string[];
  /** Regular expressions of paths that are answered, too: below a folder whatever the rest is, and those of nginx. */
  readonly patterns: readonly string[];
}

/** A folder, or a file, that the stack puts somewhere. */
export interface Folder {
  readonly target: string;
  /** All below it; undefined where only running tells. */
  readonly names?: readonly string[];
}

/** Words of a stack's sources. */
export interface Written {
  /** Letters, digits, dashes and underscores, in small letters. */
  readonly words: readonly string[];
  /** What holds a colon or a slash, without blanks: `cache:${name}`, `/messages/:id`. */
  readonly pieces: readonly string[];
  /** Those that end with a colon or slash behind which something is put in. */
  readonly prefixes: readonly string[];
  /** Names with a dot in them, as files have. */
  readonly files: readonly string[];
  /** What stands between quotes and is one word. */
  readonly quoted: readonly string[];
}

/** The tables of a stack's databases of one kind. */
export interface Schema {
  readonly tables: readonly Table[];
  /** Names of databases, or of SQLite's files. */
  readonly databases: readonly string[];
}

/** A table or a view. */
export interface Table {
  readonly name: string;
  /** Where one is written. */
  readonly schema?: string;
  /** Undefined where they are not all known. */
  readonly columns?: readonly string[];
}
