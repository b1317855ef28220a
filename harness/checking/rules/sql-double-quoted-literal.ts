import { bareSql } from '../sql-facts/bare-sql.ts';
import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A value stands between double quotes, which hold the name of a column.
 *
 * PostgreSQL looks for a column of that name and ends with an error; so does the shell of SQLite since 3.41. MySQL takes it for a text, which
 * is where such a line comes from: the check has worked for years, and stops working with the migration.
 *
 * A column whose name needs quotes is right; nothing is said of names with a capital inside, such as `"createdAt"`.
 *
 * @example A state
 * ````markdown
 * ```bash
 * psql tickets -c 'SELECT count(*) FROM tickets WHERE state = "open"'
 * ```
 * ````
 * 2:61-2:67 unexpected double quotes around a value, expected single ones: `"open"` is the name of a column
 *
 * @example In a program's line, where the page is about PostgreSQL
 * ````markdown
 * Needs PostgreSQL.
 *
 * ```bash
 * php -r 'echo Orm::count("SELECT count(*) FROM mails WHERE kind=\"bounce\"");'
 * ```
 * ````
 * 4:64-4:74 unexpected double quotes around a value, expected single ones: `"bounce"` is the name of a column
 *
 * @example Values, columns, and MySQL
 * ````markdown
 * ```bash
 * psql tickets -c "SELECT count(*) FROM tickets WHERE state = 'open'"
 * psql tickets -c 'SELECT 1 FROM tickets t JOIN users u ON t.owner = u."id" WHERE "closedAt" > "openedAt"'
 * mysql tickets -e 'SELECT count(*) FROM tickets WHERE state = "open"'
 * ```
 * ````
 * none
 *
 * @example A text in which quotes stand
 * ````markdown
 * ```sql
 * SELECT * FROM pages WHERE body = 'class = "wide"';
 * ```
 * ````
 * none
 */
export const sqlDoubleQuotedLiteral: Rule = {
  kind: 'sql-double-quoted-literal',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const { dialect, text, locate } of document.sqls) {
      if (dialect !== 'postgresql' && dialect !== 'sqlite') continue;
      for (const [at, value] of literalsIn(text)) yield reportOf(value, locate(at, at + value.length + 2));
    }
    yield* inPrograms(document);
  },
};

function reportOf(value: string, location: Location): Report {
  return {
    message: `unexpected double quotes around a value, expected single ones: \`"${value}"\` is the name of a column`,
    location,
  };
}

/** `column = "value"`; each with its index. */
function literalsIn(text: string): readonly (readonly [number, string])[] {
  const bare = bareSql(text);
  const found: [number, string][] = [];
  for (const match of bare.matchAll(/\b(\w+)\s*(?:=|<>|!=|\blike\b|\bin\s*\()\s*"([^"]*)"(?!\s*\.)/gi)) {
    const [whole, , value = ''] = match;
    // A name that stands elsewhere as one, or looks like one.
    if (/[a-z][A-Z]|^id$|_(?:id|at|by)$/.test(value) || !/\b(?:where|and|or|having|when|on)\b/i.test(bare.slice(0, match.index + 1)))
      continue;
    if (/\$/.test(value)) continue;
    found.push([match.index + whole.length - value.length - 2, value]);
  }
  return found;
}

/** SQL inside of `php -r`, `python -c` and the like, where the document speaks of PostgreSQL. */
function* inPrograms({ commands, source }: CheckedDocument): Iterable<Report> {
  if (!/\bpostgres/i.test(source.text)) return;
  for (const { name, args, shell } of commands) {
    if (!/^(?:php|python3?|node|ruby|perl)$/.test(name)) continue;
    for (const { value, indices } of args) {
      if (indices === undefined || !/\bselect\b|\bupdate\b|\bdelete\b/i.test(value)) continue;
      for (const match of value.matchAll(/\b(?:select|update|delete)\b[^;\n]*?\bwhere\b[^;\n]*?(?:=|<>|!=)\s*(\\"([\w -]+)\\")/gi)) {
        const [whole, quoted = '', inner = ''] = match;
        const at = match.index + whole.length - quoted.length;
        const [first, last] = [indices[at], indices[at + quoted.length - 1]];
        if (first !== undefined && last !== undefined) yield reportOf(inner, shell.locate(first, last + 1));
      }
    }
  }
}
