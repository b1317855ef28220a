import { bareSql } from '../sql-facts/bare-sql.ts';
import type { SqlStatement } from '../document/sql/sql-text.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A query asks a view of PostgreSQL for a column that it does not have.
 *
 * The views of statistics call tables `relname`, those of the catalogue `tablename`; columns of old versions are gone. The query ends with
 * an error in the middle of an incident, and the diagnosis is left out.
 *
 * Only the views that PostgreSQL brings along are looked at, where a statement reads one of them alone: what a view of your own has,
 * the rule does not know. `total_time` is right in PostgreSQL 12 and older.
 *
 * @example Names of another view, and of another version
 * ````markdown
 * ```sql
 * SELECT tablename, n_dead_tup FROM pg_stat_user_tables ORDER BY n_dead_tup DESC;
 * SELECT procpid FROM pg_stat_activity WHERE state = 'active';
 * ```
 *
 * ```bash
 * psql shop -c "SELECT query, total_time FROM pg_stat_statements"
 * ```
 * ````
 * 2:8-2:17 unexpected column `tablename` of pg_stat_user_tables, expected `relname`
 * 3:8-3:15 unexpected column `procpid` of pg_stat_activity, expected `pid`
 * 7:29-7:39 unexpected column `total_time` of pg_stat_statements, expected `total_exec_time`
 *
 * @example The columns that are there
 * ````markdown
 * ```sql
 * SELECT relname, n_dead_tup FROM pg_stat_user_tables;
 * SELECT tablename FROM pg_tables;
 * SELECT pid, query, 'procpid' AS hint FROM pg_stat_activity;
 * SELECT query, total_exec_time AS total_time FROM pg_stat_statements ORDER BY total_time DESC;
 * ```
 * ````
 * none
 *
 * @example A table of your own beside it
 * ````markdown
 * ```sql
 * SELECT m.tablename, s.n_dead_tup FROM pg_stat_user_tables s JOIN monitored m ON m.tablename = s.relname;
 * ```
 * ````
 * none
 */
export const unknownColumn: Rule = {
  kind: 'unknown-column',
  preset: 'default',
  *check({ sqls }): Iterable<Report> {
    for (const { statements, locate } of sqls)
      for (const statement of statements)
        for (const { view, column, right, from } of wrongColumns(statement))
          yield {
            message: `unexpected column \`${column}\` of ${view}, expected \`${right}\``,
            location: locate(statement.from + from, statement.from + from + column.length),
          };
  },
};

/** What people write, and what it is called. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pg_stat_user_tables: { tablename: 'relname', table_name: 'relname', dead_tuples: 'n_dead_tup', live_tuples: 'n_live_tup' },
  pg_statio_user_tables: { tablename: 'relname', table_name: 'relname' },
  pg_stat_user_indexes: { tablename: 'relname', table_name: 'relname', indexname: 'indexrelname', index_name: 'indexrelname' },
  pg_stat_activity: { procpid: 'pid', current_query: 'query', waiting: 'wait_event', username: 'usename', database: 'datname' },
  pg_stat_statements: { total_time: 'total_exec_time', mean_time: 'mean_exec_time', max_time: 'max_exec_time', min_time: 'min_exec_time' },
  pg_locks: { procpid: 'pid', locked: 'granted' },
  pg_stat_replication: {
    sent_location: 'sent_lsn',
    replay_location: 'replay_lsn',
    write_location: 'write_lsn',
    flush_location: 'flush_lsn',
    procpid: 'pid',
  },
};

interface WrongColumn {
  readonly view: string;
  readonly column: string;
  readonly right: string;
  readonly from: number;
}

function wrongColumns({ text }: SqlStatement): readonly WrongColumn[] {
  if (!/pg_(?:stat|locks)/i.test(text)) return [];
  const bare = bareSql(text).toLowerCase();
  const tables = [...bare.matchAll(/\b(?:from|join)\s+(?:pg_catalog\.)?([\w.]+)/g)].map(match => match[1] ?? '');
  const [table = ''] = tables;
  if (tables.length !== 1 || /\bfrom\s+[\w.]+(?:\s+(?:as\s+)?\w+)?\s*,/.test(bare)) return [];
  const view = table.replace(/^(pg_stat(?:io)?)_(?:all|sys)_/, '$1_user_');
  return Object.entries(columns[view] ?? {}).flatMap(([column, right]) => {
    const from = bare.search(new RegExp(`(?<!\\bas\\s+|["'])\\b${column}\\b(?!\\s*\\(|["'])`));
    return from === -1 || new RegExp(`\\bas\\s+${column}\\b`).test(bare) ? [] : [{ view: table, column, right, from }];
  });
}
