import type { Location } from '../model/location.ts';
import type { CheckedDocument } from './document/checked-document.ts';

/**
 * Something that is wrong in a document and can be seen without running it. A rule only reports; how much that weighs is for the
 * configuration to say. Its file's doc block is its documentation and its test: see `rules/`.
 */
export interface Rule {
  /** In kebab-case, as its file is named. */
  readonly kind: string;
  /**
   * `default` for what is surely wrong: nine of ten readers agree. `all` for what guesses. `audit` for what a document should say, such as
   * its owner.
   */
  readonly preset: 'default' | 'all' | 'audit';
  /** Pure: whatever takes time was made ready before, and is in the document. */
  check(document: CheckedDocument): Iterable<Report>;
}

export interface Report {
  /** "unexpected X, expected Y", in lower case. */
  readonly message: string;
  /** The very token, with its end. */
  readonly location: Location;
  /** What to do. */
  readonly hint?: string;
  /** Only where the document then says what it said before, minus the mistake. */
  readonly fix?: Fix;
}

export interface Fix {
  /** What is replaced. */
  readonly location: Location;
  readonly text: string;
}
