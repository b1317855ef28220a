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
