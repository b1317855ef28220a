import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A database is created for a restore, and the restore goes elsewhere.
 *
 * `createdb copy` and below it `psql "$DATABASE_URL" < dump.sql`: the dump is read into the database that users are on. The empty copy stays
 * behind, and the way back is gone.
 *
 * The rule looks for the name in all that follows in the document; a name that a variable holds is not followed.
 *
 * @example The copy is not the target
 * ````markdown
 * ```bash
 * createdb -O shop shop_copy
 * psql -v ON_ERROR_STOP=1 "$DATABASE_URL" < nightly.sql
 * ```
 *
 * ```bash
 * mysql -e 'CREATE DATABASE shop_test'
 * zcat nightly.sql.gz | mysql shop
 * ```
 * ````
 * 2:1-2:27 unexpected database `shop_copy` that nothing uses, expected it in line 3: the dump goes elsewhere
 * 7:1-7:37 unexpected database `shop_test` that nothing uses, expected it in line 8: the dump goes elsewhere
 *
 * @example It is restored into
 * ````markdown
 * ```bash
 * createdb shop_copy
 * pg_restore -d shop_copy nightly.dump
 * createdb "$COPY"
 * psql "$COPY" < nightly.sql
 * ```
 * ````
 * none
 *
 * @example Nothing is restored
 * ````markdown
 * ```bash
 * createdb shop_empty
 * psql shop -c 'SELECT 1'
 * ```
 * ````
 * none
 */
export const createdResourceUnused: Rule = {
  kind: 'created-resource-unused',
  preset: 'all',
  *check({ commands, source }): Iterable<Report> {
    for (const [index, command] of commands.entries()) {
      const name = createdBy(command);
      if (name === undefined) continue;
      const target = commands.slice(index + 1).find(other => other.shell === command.shell && isRestore(other));
      const { line, endLine = line } = command.location;
      if (target === undefined || source.lines.slice(endLine).some(text => text.includes(name))) continue;
      yield {
        message: `unexpected database \`${name}\` that nothing uses, expected it in line ${target.location.line}: the dump goes elsewhere`,
        location: command.location,
        hint: `Restore into ${name}, look at it, and only then let the service use it.`,
      };
    }
  },
};

function createdBy({ name, args, inner }: ShellCommand): string | undefined {
  if (inner !== undefined) return undefined;
  const values = args.map(({ value }) => value);
  if (name === 'createdb')
    return values.filter((value, index) => /^\w+$/.test(value) && !/^-[OUhpDETl]$/.test(values[index - 1] ?? '')).at(0);
  if (!/^(?:psql|mysql|mariadb)$/.test(name)) return undefined;
  return values.flatMap(value => /\bcreate\s+database\s+(?:if\s+not\s+exists\s+)?["`]?(\w+)/i.exec(value)?.[1] ?? []).at(0);
}

function isRestore({ name, args, redirects, index }: ShellCommand): boolean {
  const asks = args.some(({ value }) => /^(?:-\w*[ce]|--command|--execute)/.test(value));
  return (
    name === 'pg_restore' ||
    (/^(?:psql|mysql|mariadb)$/.test(name) && !asks && (index > 0 || redirects.some(({ operator }) => operator === '<')))
  );
}
