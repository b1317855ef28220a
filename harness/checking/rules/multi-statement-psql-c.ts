import { bareSql } from '../sql-facts/bare-sql.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A statement that runs in no transaction stands beside others in one `psql -c`.
 *
 * What one `-c` holds is one transaction. `CREATE INDEX CONCURRENTLY`, `VACUUM`, `ALTER SYSTEM` and a few more refuse to run in one, and
 * PostgreSQL takes back what stood before them: nothing of it is done, and the lines behind it go on as if it were.
 *
 * There is no case in which it is right. Each gets a `-c` of its own, or all stand in a here-document, which `psql` sends one by one.
 *
 * @example Settings, and their reload
 * ````markdown
 * ```bash
 * psql -d tickets -c "ALTER SYSTEM SET work_mem = '32MB'; SELECT pg_reload_conf();"
 * ```
 * ````
 * 2:21-2:56 unexpected `ALTER SYSTEM` beside another statement in one -c, expected a call of its own: PostgreSQL does nothing of it
 *
 * @example Two indexes
 * ````markdown
 * ```bash
 * docker exec pg psql -U app tickets -c "
 *   DROP INDEX CONCURRENTLY IF EXISTS tickets_old;
 *   -- the new one
 *   CREATE INDEX CONCURRENTLY tickets_state ON tickets (state);
 * "
 * ```
 * ````
 * 3:3-3:49 unexpected `DROP INDEX CONCURRENTLY` beside another statement in one -c, expected a call of its own: PostgreSQL does nothing of it
 *
 * @example One for each, and a here-document
 * ````markdown
 * ```bash
 * psql -d tickets -c "ALTER SYSTEM SET work_mem = '32MB'" -c 'SELECT pg_reload_conf()'
 * psql -d tickets <<'EOF'
 * VACUUM tickets;
 * VACUUM orders;
 * EOF
 * ```
 * ````
 * none
 *
 * @example What may stand in a transaction
 * ````markdown
 * ```bash
 * psql -d tickets -c "CREATE INDEX tickets_state ON tickets (state); ANALYZE tickets; SELECT 'vacuum'"
 * ```
 * ````
 * none
 */
export const multiStatementPsqlC: Rule = {
  kind: 'multi-statement-psql-c',
  preset: 'default',
  *check({ sqls }): Iterable<Report> {
    for (const { dialect, origin, statements } of sqls) {
      if (dialect !== 'postgresql' || origin !== 'option' || statements.length < 2) continue;
      for (const { text, location } of statements) {
        const what = outsideOfTransactions.exec(bareSql(text).trim())?.[0];
        if (what === undefined) continue;
        const others = statements.length - 1;
        yield {
          message: `unexpected \`${what.replaceAll(/\s+/g, ' ').toUpperCase()}\` beside ${others === 1 ? 'another statement' : `${others} other statements`} in one -c, expected a call of its own: PostgreSQL does nothing of it`,
          location,
          hint: 'Give each statement a -c of its own, or a here-document.',
        };
        break;
      }
    }
  },
};

const outsideOfTransactions =
  /^(?:alter\s+system|vacuum|(?:create|drop)\s+(?:database|tablespace)|create\s+(?:unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\s+(?:\([^)]*\)\s*)?(?:database|system)|reindex\s+(?:\([^)]*\)\s*)?\w+\s+concurrently)\b/i;
