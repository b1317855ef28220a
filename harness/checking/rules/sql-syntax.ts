import { foreignTo } from '../sql-facts/dialects.ts';
import { expectedDialect } from '../sql-facts/spoken-dialect.ts';
import type { SqlText } from '../document/sql/sql-text.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * PostgreSQL cannot read a statement.
 *
 * A missing comma, a keyword of the wrong place, a quote that is never closed: the statement that was to stop the damage answers with "syntax
 * error", and is mended by somebody who is tired.
 *
 * What `psql` gets is looked at, and SQL fences of pages that speak of PostgreSQL far more than of other databases. Placeholders, variables and
 * what only `psql` understands are no mistakes.
 *
 * @example A word too few
 * ````markdown
 * ```bash
 * psql tickets -c "UPDATE tickets state = 'open' WHERE id = 7"
 * ```
 * ````
 * 2:39-2:40 unexpected `=`, expected SQL that PostgreSQL reads
 *
 * @example In a fence
 * ````markdown
 * ```pgsql
 * SELECT state, count(*) FROM tickets
 * GROUP state;
 * ```
 * ````
 * 3:7-3:12 unexpected `state`, expected SQL that PostgreSQL reads
 *
 * @example What psql, a shell and a person put in
 * ````markdown
 * ```bash
 * psql tickets -v id=7 -c '\d tickets' -c "SELECT * FROM tickets WHERE id = $ID"
 * psql tickets <<'EOF'
 * \timing on
 * SELECT * FROM tickets WHERE id = :id AND owner = :'owner';
 * EOF
 * psql tickets -c "SELECT * FROM <TABLE> LIMIT 5"
 * ```
 * ````
 * none
 *
 * @example Another database, and what is shown
 * ````markdown
 * ```sql
 * SHOW PROCESSLIST;
 * ```
 *
 * ```pgsql
 * SELECT a, … FROM tickets;
 * SELECT a FROM your-table;
 * owner_of(ticket) → uuid
 * ```
 * ````
 * none
 *
 * @example The console of PgBouncer
 * ````markdown
 * ```bash
 * psql -p 6432 -U pgbouncer pgbouncer -c "RELOAD;"
 * ```
 * ````
 * none
 */
export const sqlSyntax: Rule = {
  kind: 'sql-syntax',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const sql of document.sqls) {
      const { text, locate } = sql;
      if (expectedDialect(document, sql) !== 'postgresql' || isShown(sql)) continue;
      const error = sql.parsed?.error;
      // What another database understands is told by another rule.
      if (
        error === undefined ||
        toPgBouncer.test(text) ||
        sql.statements.some(statement => foreignTo('postgresql', statement.text) !== undefined)
      )
        continue;
      const token = /^(?:\w+|\S)/.exec(text.slice(error.at))?.[0] ?? '';
      yield {
        message: `unexpected ${token === '' ? 'end of the statement' : `\`${token}\``}, expected SQL that PostgreSQL reads${error.message.startsWith('syntax error') ? '' : `: ${error.message}`}`,
        location: locate(error.at, error.at + token.length),
      };
    }
  },
};

/** What the console of PgBouncer takes, to which `psql` is a client as well. */
const toPgBouncer = /^\s*(?:RELOAD|PAUSE|RESUME|RECONNECT|SUSPEND|DISABLE|ENABLE|WAIT_CLOSE)\b[\s\w]*;?\s*$/i;

/** Whether it is no SQL to run: a file of settings, with gaps, prompts, answers, or put together by the shell. */
function isShown({ text, expanded }: SqlText): boolean {
  if (/^\s*--.*\.(?:conf|cnf|ini)\b/.test(text)) return true;
  return (
    /\.\.\.|…|→|\{\{|[<‹][\w -]+[>›]|\[[\w -]+\]|\byour[-_]|\bmy-|\b(?:from|table|into|update|join)\s+table\b|^\w*[=-][#>]\s|^[-+ ]*(?<=-{3})\+-|^\(\d+ rows?\)/m.test(
      text,
    ) ||
    (expanded && /\$\(|`|\$\{?\w+\}?\w|\$[@*\d]/.test(text))
  );
}
