import { bareSql } from '../sql-facts/bare-sql.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { SqlStatement } from '../document/sql/sql-text.ts';
import { expectedOne } from '../stack-facts/expected-one.ts';
import { madeTables, namesInStackSql, tableIn } from '../stack-facts/names-in-stack-sql.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A query asks a table, or a view of PostgreSQL, for a column that it does not have.
 *
 * The views of statistics call tables `relname`, those of the catalogue `tablename`; columns of old versions are gone. The query ends with
 * an error in the middle of an incident, and the diagnosis is left out.
 *
 * Only the views that PostgreSQL brings along are looked at, where a statement reads one of them alone: what a view of your own has,
 * the rule does not know. `total_time` is right in PostgreSQL 12 and older.
 *
 * With `--stack`, columns of the stack's own tables are looked up as well, where its files tell all of them. What a query makes itself
 * (`as`, subqueries, common tables, functions), tables that the document makes or alters, and placeholders are left alone.
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
 *
 * @example Columns of the stack's tables
 * ````markdown
 * ```bash
 * psql shop -c "select job_id, state from jobs where created < now() - interval '1 hour'"
 * psql shop -c "update jobs set status = 'open' where id = 7"
 * ```
 *
 * ```sql
 * select o.id, j.order_no from orders o left join jobs j on j.order_id = o.nr;
 * insert into jobs (id, prio) values (1, 2) on conflict (id) do update set state = excluded.state returning note;
 * select id from orders where exists (select from jobs where order_id = orders.id and owner = 'me');
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, total numeric);
 * create table jobs (id int primary key, order_id int references orders, state text);
 * alter table jobs add column at timestamptz;
 * ````
 * 7:16-7:24 unexpected column `order_no` of `jobs`, expected one of `id`, `order_id`, `state`, `at`; nearest: `order_id`
 * 7:74-7:76 unexpected column `nr` of `orders`, expected one of `id`, `total`
 * 8:23-8:27 unexpected column `prio` of `jobs`, expected one of `id`, `order_id`, `state`, `at`
 * 8:107-8:111 unexpected column `note` of `jobs`, expected one of `id`, `order_id`, `state`, `at`
 * 9:85-9:90 unexpected column `owner` of `jobs` and `orders`, expected one of `id`, `order_id`, `state`, `at`, `total`
 * 2:22-2:28 unexpected column `job_id` of `jobs`, expected one of `id`, `order_id`, `state`, `at`; nearest: `id`
 * 2:52-2:59 unexpected column `created` of `jobs`, expected one of `id`, `order_id`, `state`, `at`
 * 3:31-3:37 unexpected column `status` of `jobs`, expected one of `id`, `order_id`, `state`, `at`; nearest: `state`
 *
 * @example Columns that are there, and what nobody can know
 * ````markdown
 * ```sql
 * select id, total as sum from orders where "total" > 1 group by id, total having count(*) > 1 order by sum;
 * select *, ctid, xmin, orders, public.orders.id from orders;
 * select j.id, late.wait from jobs j, lateral (select now() - j.at as wait) as late where wait > interval '1 hour';
 * with old as (select id as old_id from jobs) select old_id from old join jobs on jobs.id = old_id;
 * select key, value from jobs, json_each('{}');
 * select n, name from jobs, generate_series(1, 3) as n;
 * insert into jobs (id, state) values (1, 'open') on conflict (id) do update set state = excluded.state;
 * select state from jobs where id = <ID> and order_id = :order and at > :'since' and <column> = 1;
 * select shade from colours;
 * select notes.text from notes;
 * alter table jobs add column shard int;
 * update jobs set shard = 1;
 * select id from jobs union select total from orders order by what;
 * ```
 *
 * ```bash
 * psql shop -c "select $COLUMN from jobs where id = ${ID} and order_id = ORDER_ID"
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, total numeric);
 * create table jobs (id int primary key, order_id int references orders, state text, at timestamptz);
 * create view notes as select 'note' as text;
 * ````
 * none
 *
 * @example SQLite
 * ````markdown
 * ```bash
 * sqlite3 data/shop.db "SELECT ID, rowid, titel FROM Books WHERE author = 'me' AND state = \"open\""
 * sqlite3 /srv/data/shop.db 'select count(*) from books where title is null'
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   install:
 *     image: alpine:3
 *     command: sh -c 'sqlite3 /data/shop.db </seed/shop.sql'
 *     volumes: ["./seed:/seed:ro", "data:/data"]
 * volumes:
 *   data:
 * ````
 * ````sql file=seed/shop.sql
 * pragma journal_mode = wal;
 * create table if not exists books (
 *   id integer primary key autoincrement,
 *   title text not null default (datetime('now')), -- of the book, or "none"
 *   "state" text check (state in ('a,b', 'c')),
 *   unique (title, state)
 * );
 * ````
 * 2:41-2:46 unexpected column `titel` of `books`, expected one of `id`, `title`, `state`; nearest: `title`
 * 2:64-2:70 unexpected column `author` of `books`, expected one of `id`, `title`, `state`
 */
export const unknownColumn: Rule = {
  kind: 'unknown-column',
  preset: 'default',
  *check(document): Iterable<Report> {
    yield* inStack(document);
    const { sqls } = document;
    for (const { statements, locate } of sqls)
      for (const statement of statements)
        for (const { view, column, right, from } of wrongColumns(statement))
          yield {
            message: `unexpected column \`${column}\` of ${view}, expected \`${right}\``,
            location: locate(statement.from + from, statement.from + from + column.length),
          };
  },
};

/** Columns of the stack's own tables. */
function* inStack(document: CheckedDocument): Iterable<Report> {
  const made = madeTables(document);
  for (const { name: column, schema, quoted, location } of namesInStackSql(document).columns) {
    // In SQLite a value may be meant, and another rule speaks of it in PostgreSQL.
    if (quoted && column.qualifier === undefined) continue;
    const tables = column.of.map(table => tableIn(schema, table));
    const known = tables.flatMap(table => table?.columns ?? []);
    if (tables.some(table => table?.columns === undefined) || hasColumn(known, column.name)) continue;
    if (column.of.some(({ name }) => made.has(name.toLowerCase()))) continue;
    const names = column.of.map(({ name }) => `\`${name}\``).join(' and ');
    yield { message: `unexpected column \`${column.name}\` of ${names}, ${expectedOne(column.name, [...new Set(known)])}`, location };
  }
}

/** In whatever letters, and SQLite's own. */
function hasColumn(known: readonly string[], name: string): boolean {
  return known.includes(name) || known.includes(name.toLowerCase()) || /^(?:_?rowid_?|oid)$/i.test(name);
}

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
