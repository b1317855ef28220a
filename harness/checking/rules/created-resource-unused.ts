import { optionValueOf } from '../document/shell/ask.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A database is created for a restore, and the restore goes elsewhere.
 *
 * `createdb shop_copy` and below it `pg_restore --clean -d "$DATABASE_URL"`: the dump is read into the database that users are on. The empty
 * copy stays behind, and the way back is gone.
 *
 * The rule asks for a name that is one of a copy and stands nowhere else in the document, and for a target that is surely another: one that is
 * named, or a variable that a command before it used, too. Other databases that nothing fills, such as that of a test suite, are left alone.
 *
 * @example The copy is not the target
 * ````markdown
 * ```bash
 * pg_dump "$DATABASE_URL" > nightly.sql
 * ```
 *
 * ```bash
 * createdb -O shop shop_copy
 * psql -v ON_ERROR_STOP=1 "$DATABASE_URL" < nightly.sql
 * ```
 *
 * ```bash
 * mysql -e 'CREATE DATABASE shop_restored'
 * zcat nightly.sql.gz | mysql shop
 * ```
 * ````
 * 6:1-6:27 unexpected database `shop_copy` that nothing uses, expected it in line 7: the dump goes elsewhere
 * 11:1-11:41 unexpected database `shop_restored` that nothing uses, expected it in line 12: the dump goes elsewhere
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
 * @example Nobody knows what the variable holds, or it gets another value
 * ````markdown
 * ```bash
 * createdb shop_copy
 * pg_restore -d "$TARGET" nightly.dump
 * ```
 *
 * ```bash
 * pg_dump -Fc "$DATABASE_URL" > nightly.dump
 * createdb shop_restore
 * export DATABASE_URL="${DATABASE_URL}_restore"
 * pg_restore -d "$DATABASE_URL" nightly.dump
 * ```
 * ````
 * none
 *
 * @example Nothing is restored, or it is created anew
 * ````markdown
 * ```bash
 * createdb shop_restore
 * psql shop -c 'SELECT 1'
 * ```
 *
 * ```bash
 * createdb shop
 * pg_restore -d "$DATABASE_URL" nightly.dump
 * ```
 * ````
 * none
 */
export const createdResourceUnused: Rule = {
  kind: 'created-resource-unused',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { commands, source } = document;
    for (const [index, command] of commands.entries()) {
      const name = isCarriedOut(command) ? createdBy(command) : undefined;
      if (name === undefined || !copies.test(name)) continue;
      const restore = commands.slice(index + 1).find(other => other.shell === command.shell && restoresInto(other) !== undefined);
      const target = restore === undefined ? undefined : restoresInto(restore);
      if (restore === undefined || target === undefined || !isSurelyAnother(target, command, restore, document)) continue;
      const { line, endLine = line } = command.location;
      if (source.lines.some((text, at) => (at + 1 < line || at + 1 > endLine) && text.includes(name))) continue;
      yield {
        message: `unexpected database \`${name}\` that nothing uses, expected it in line ${restore.location.line}: the dump goes elsewhere`,
        location: command.location,
        hint: `Restore into ${name}, look at it, and only then let the service use it.`,
      };
    }
  },
};

/** Names that say what the database is for. */
const copies = /(?:^|_)(?:restored?|recover(?:y|ed)|copy|scratch|verif\w+|drill|rehears\w+|new)(?:_|$)/i;

function createdBy({ name, args, inner }: ShellCommand): string | undefined {
  if (inner !== undefined) return undefined;
  const values = args.map(({ value }) => value);
  if (name === 'createdb')
    return values.filter((value, index) => /^\w+$/.test(value) && !/^-[OUhpDETl]$/.test(values[index - 1] ?? '')).at(0);
  if (!/^(?:psql|mysql|mariadb)$/.test(name)) return undefined;
  return values.flatMap(value => /\bcreate\s+database\s+(?:if\s+not\s+exists\s+)?["`]?(\w+)/i.exec(value)?.[1] ?? []).at(0);
}

/** The database that a dump is read into, where the command says it. */
function restoresInto(command: ShellCommand): string | undefined {
  const { name, args, redirects, index } = command;
  if (name === 'pg_restore') return optionValueOf(command, ['-d', '--dbname'], 'dUhpFjnNItTPfLS');
  if (!/^(?:psql|mysql|mariadb)$/.test(name) || args.some(({ value }) => /^(?:-\w*[ce]|--command|--execute)/.test(value))) return undefined;
  const isGiven = index > 0 || redirects.some(({ operator }) => operator === '<');
  if (!isGiven && !args.some(({ value }) => /^(?:-f|--file).*(?:dump|backup)|^[^-].*(?:dump|backup).*\.sql$/i.test(value)))
    return undefined;
  if (name === 'psql')
    return (
      optionValueOf(command, ['-d', '--dbname'], 'dUhpvPFRTfoL') ??
      operandsOf(command, /^-[a-zA-Z]*[UhpvPFRTfoL]$|^--(?:username|host|port|set|variable|file|output)$/)[0]?.value
    );
  return optionValueOf(command, ['-D', '--database'], 'DuhPS') ?? operandsOf(command, /^-[uhPS]$|^--(?:user|host|port|socket)$/)[0]?.value;
}

function isSurelyAnother(target: string, created: ShellCommand, restore: ShellCommand, { commands, source }: CheckedDocument): boolean {
  if (/^(?:postgres|template1|mysql)$/.test(target) || copies.test(target)) return false;
  const variable = /^\$\{?(\w+)\}?$/.exec(target)?.[1];
  if (variable === undefined)
    return /^(?:[a-z]\w*|postgres(?:ql)?:\/\/[\w.:@/-]+)$/.test(target) && !/^(?:your|my)?_?(?:db|database)(?:_?name)?$|^your/.test(target);
  const { line } = created.location;
  if (!commands.some(other => other.location.line < line && other.args.some(({ value }) => value.includes(target)))) return false;
  // It may get another value in between, by a command or by the reader.
  const mayChange = new RegExp(`(?<![$\\w{])${variable}\\b|^\\s*(?:source|\\.)\\s`);
  return !source.lines.slice(line, restore.location.line).some(text => mayChange.test(text));
}
