import type { Location } from '../../../model/location.ts';
import type { Block } from '../../../model/runbook.ts';
import type { ParsedSql } from '../../../reading/sql/parse-sql.ts';
import type { ShellCommand } from '../shell/tree.ts';

/** SQL that a document holds. */
export interface SqlText {
  /** A fence of its own; an option (`psql -c '…'`); a here-document or string; what an `echo` writes into a pipe. */
  readonly origin: 'fence' | 'option' | 'document' | 'pipe';
  /** As the client tells; of a fence unknown. */
  readonly dialect: 'postgresql' | 'sqlite' | 'mysql' | 'unknown';
  /** As the client gets it; where the shell puts something in, that stands as it is written (`$ID`). */
  readonly text: string;
  /** Whether the shell puts something in. */
  readonly expanded: boolean;
  readonly statements: readonly SqlStatement[];
  /** What PostgreSQL's grammar makes of it; undefined where a client of another database gets it. Of a fence nobody knows which it is for. */
  readonly parsed: ParsedSql | undefined;
  readonly step: boolean;
  readonly block?: Block;
  readonly procedure: string;
  /** The client's call. */
  readonly command?: ShellCommand;
  readonly location: Location;
  /** The place of a piece of `text`. */
  locate(from: number, to: number): Location;
}

export interface SqlStatement {
  /** With its semicolon, where it has one. */
  readonly text: string;
  /** Index in the text. */
  readonly from: number;
  readonly location: Location;
}
