import { databaseNames, foreignTo, type Dialect, type Foreign } from '../sql-facts/dialects.ts';
import { expectedDialect, spokenDialect } from '../sql-facts/spoken-dialect.ts';
import { sqlLinesOf } from '../sql-facts/sql-lines.ts';
import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A statement is written for another database than the one that gets it.
 *
 * `datetime('now', '-1 hour')` is SQLite's, `INTERVAL 1 HOUR` is MySQL's: PostgreSQL answers with an error, and the step that was to find or
 * cancel something has done nothing. Such lines come from the days before a migration, or from another project.
 *
 * The client tells which database it is. Of a statement without one, the page does, where it speaks of one database far more than of others.
 *
 * @example The client tells
 * ````markdown
 * ```bash
 * psql tickets -c 'SELECT * FROM tickets WHERE opened_at > NOW() - INTERVAL 2 HOUR'
 * sqlite3 tickets.db 'SELECT count(*) FROM tickets WHERE opened_at > NOW()'
 * mysql tickets -e "SELECT pg_size_pretty(1), now()"
 * ```
 * ````
 * 2:66-2:81 unexpected `INTERVAL 2 HOUR` of MySQL, expected what PostgreSQL understands
 * 3:68-3:73 unexpected `NOW()` of PostgreSQL and MySQL, expected what SQLite understands
 * 4:26-4:40 unexpected `pg_size_pretty` of PostgreSQL, expected what MySQL understands
 *
 * @example The page tells
 * ````markdown
 * The data is in PostgreSQL 16. Ask the PostgreSQL team for access to PostgreSQL.
 *
 * ```sql
 * SELECT * FROM tickets WHERE opened_at < datetime('now', '-1 day');
 * ```
 * ````
 * 4:41-4:49 unexpected `datetime` of SQLite, expected what PostgreSQL understands
 *
 * @example Its own words
 * ````markdown
 * ```bash
 * psql tickets -c "SELECT count(*) FROM tickets WHERE opened_at > now() - interval '2 hours'"
 * sqlite3 tickets.db "SELECT count(*) FROM tickets WHERE opened_at > datetime('now', '-2 hours')"
 * mysql tickets -e 'SELECT count(*) FROM tickets WHERE opened_at > NOW() - INTERVAL 2 HOUR'
 * ```
 * ````
 * none
 *
 * @example The words above it name another
 * ````markdown
 * Orders are in PostgreSQL, clicks are not: PostgreSQL would be too slow. `psql` asks PostgreSQL.
 *
 * **ClickHouse**:
 *
 * ```sql
 * ALTER TABLE clicks MODIFY TTL day + INTERVAL 30 DAY;
 * ```
 * ````
 * none
 *
 * @example Nobody knows which
 * ````markdown
 * PostgreSQL or MySQL.
 *
 * ```sql
 * SHOW PROCESSLIST;
 * SELECT 'datetime(''now'')';
 * ```
 * ````
 * none
 */
export const sqlDialectMismatch: Rule = {
  kind: 'sql-dialect-mismatch',
  preset: 'default',
  *check(document): Iterable<Report> {
    const spoken = spokenDialect(document);
    for (const sql of document.sqls) {
      const { statements, locate } = sql;
      const expected = expectedDialect(document, sql);
      if (expected === undefined) continue;
      for (const { text, from } of statements) {
        const found = foreignTo(expected, text);
        if (found !== undefined) yield reportOf(expected, found, locate(from + found.from, from + found.from + found.text.length));
      }
    }
    // Of statements that stand in a block for the shell, the shell's reader knows the beginning: their lines are searched.
    if (spoken === undefined) return;
    for (const { shell, text, from } of statementsInShell(document)) {
      const found = foreignTo(spoken, text);
      if (found !== undefined) yield reportOf(spoken, found, shell.locate(from + found.from, from + found.from + found.text.length));
    }
  },
};

function reportOf(expected: Dialect, { text, of }: Foreign, location: Location): Report {
  return {
    message: `unexpected \`${text}\` of ${of.map(dialect => databaseNames[dialect]).join(' and ')}, expected what ${databaseNames[expected]} understands`,
    location,
  };
}

function* statementsInShell(
  document: CheckedDocument,
): Iterable<{ readonly shell: CheckedDocument['shells'][number]; readonly text: string; readonly from: number }> {
  for (const { shell, words } of sqlLinesOf(document)) {
    const from = words[0]?.from ?? 0;
    const end = shell.text.indexOf(';', from);
    yield { shell, text: shell.text.slice(from, end === -1 ? undefined : end), from };
  }
}
