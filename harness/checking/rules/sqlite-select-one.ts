import type { Report, Rule } from '../rule.ts';

/**
 * A constant asked of SQLite does not touch the file.
 *
 * `SELECT 1` succeeds on a file that does not exist, which it creates empty, and on one whose pages are damaged. The check is green, and the
 * empty file that it left is in the way of the restore.
 *
 * It is right where only the client itself is asked about: `sqlite3 :memory: 'SELECT 1'`.
 *
 * @example A check of the file
 * ````markdown
 * ```bash
 * sqlite3 /srv/shop/orders.sqlite "SELECT 1"
 * echo 'select 1;' | sqlite3 /srv/shop/orders.sqlite && echo fine
 * ```
 * ````
 * 2:34-2:42 unexpected `SELECT 1` as a check of a SQLite file, expected a question that reads it: it passes on a missing and on a damaged file
 * 3:7-3:16 unexpected `select 1` as a check of a SQLite file, expected a question that reads it: it passes on a missing and on a damaged file
 *
 * @example A question that reads it
 * ````markdown
 * ```bash
 * sqlite3 -readonly /srv/shop/orders.sqlite "PRAGMA quick_check"
 * sqlite3 /srv/shop/orders.sqlite "SELECT 1 FROM orders LIMIT 1"
 * ```
 * ````
 * none
 *
 * @example Other databases, and the client alone
 * ````markdown
 * ```bash
 * psql -c 'SELECT 1'
 * sqlite3 :memory: 'SELECT 1'
 * ```
 * ````
 * none
 */
export const sqliteSelectOne: Rule = {
  kind: 'sqlite-select-one',
  preset: 'default',
  *check({ sqls }): Iterable<Report> {
    for (const { command, dialect, statements } of sqls) {
      const [first] = statements;
      if (dialect !== 'sqlite' || command === undefined || first === undefined) continue;
      if (command.args.some(({ value }) => value === ':memory:')) continue;
      if (!statements.every(({ text }) => /^\s*select\s+(?:\d+|'[^']*'|date\('now'\)|sqlite_version\(\))\s*;?\s*$/i.test(text))) continue;
      yield {
        message: `unexpected \`${first.text.replace(/\s*;?\s*$/, '').trim()}\` as a check of a SQLite file, expected a question that reads it: it passes on a missing and on a damaged file`,
        location: first.location,
        hint: 'Read the file: sqlite3 -readonly FILE "PRAGMA quick_check".',
      };
    }
  },
};
