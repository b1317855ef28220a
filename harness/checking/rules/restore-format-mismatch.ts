import { basename } from 'node:path';
import { optionOf, optionValueOf, outermost, stagesBefore, commandsOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A backup is given to a program that does not read its format.
 *
 * `pg_restore` reads what `pg_dump -Fc` writes, and no SQL; `psql` and `mysql` read SQL, and nothing compressed. The restore ends with
 * "input file appears to be a text format dump", or with thousands of syntax errors: the backups are there, and the procedure was never tried.
 *
 * A file whose name says something else than its content is right where the page shows how it is made: `pg_dump -Fc > chat.sql`.
 *
 * @example SQL for pg_restore
 * ````markdown
 * ```bash
 * pg_restore -d tickets /srv/dumps/tickets.sql
 * pg_restore --clean -d tickets tickets.dump.gz
 * ```
 * ````
 * 2:23-2:45 unexpected SQL text for `pg_restore`, expected an archive of `pg_dump -Fc`: it reads nothing else
 * 3:31-3:46 unexpected compressed file for `pg_restore`, expected an archive of `pg_dump -Fc`: it reads nothing else
 *
 * @example Compressed text for a client
 * ````markdown
 * ```bash
 * mysql tickets < tickets.sql.gz
 * cat tickets.sql.gz | docker exec -i db psql -U app tickets
 * tar xzf tickets.sql.gz
 * ```
 * ````
 * 2:17-2:31 unexpected compressed file for `mysql`, expected SQL text: unpack it in a pipe before
 * 3:5-3:19 unexpected compressed file for `psql`, expected SQL text: unpack it in a pipe before
 * 4:9-4:23 unexpected SQL text for `tar`, expected an archive of `tar`: use `gunzip`
 *
 * @example How it was made
 * ````markdown
 * ```bash
 * pg_dump tickets > nightly.dump
 * ```
 *
 * ```bash
 * pg_restore -d tickets nightly.dump
 * ```
 * ````
 * 6:23-6:35 unexpected SQL text for `pg_restore`, expected an archive of `pg_dump -Fc`: it reads nothing else
 *
 * @example Each by its own
 * ````markdown
 * ```bash
 * pg_dump -Fc tickets > nightly.sql
 * pg_restore -d tickets nightly.sql
 * pg_restore -d tickets weekly.dump
 * zcat tickets.sql.gz | psql tickets
 * gunzip < tickets.sql.gz | mysql tickets
 * tar xzf tickets.tar.gz
 * ```
 * ````
 * none
 *
 * @example A member of an archive
 * ````markdown
 * ```bash
 * tar -xzf /backup/shop-2026-01-05.tar.gz shop.sql.gz
 * ```
 * ````
 * none
 *
 * @example Only a list, and a file's name from a variable
 * ````markdown
 * ```bash
 * pg_restore --list "$DUMP"
 * psql tickets < "$DUMP"
 * ```
 * ````
 * none
 */
export const restoreFormatMismatch: Rule = {
  kind: 'restore-format-mismatch',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    const made = formatsOf(commands);
    for (const command of commands) {
      const word = readBy(command);
      if (word === undefined) continue;
      const file = word.value;
      const known = made.get(basename(file));
      const wrong = problemOf(command.name, file, known);
      if (wrong !== undefined)
        yield { message: `unexpected ${wrong} for \`${command.name}\`, expected ${reads(command.name)}`, location: word.location };
    }
  },
};

type Format = 'plain' | 'archive';

/** What `pg_dump` of this document writes, by the file's name. */
function formatsOf(commands: readonly ShellCommand[]): ReadonlyMap<string, Format> {
  const formats = new Map<string, Format>();
  for (const command of commands) {
    if (command.name !== 'pg_dump' || outermost(command).pipeline.stages.length > 1) continue;
    const target =
      optionValueOf(command, ['-f', '--file'], 'fFdUhpntTNjZ') ?? command.redirects.find(({ operator }) => operator === '>')?.target?.value;
    if (target === undefined) continue;
    const format = optionValueOf(command, ['-F', '--format'], 'fFdUhpntTNjZ') ?? 'p';
    formats.set(basename(target), format.startsWith('p') ? 'plain' : 'archive');
  }
  return formats;
}

/** The file that a restoring command reads. */
function readBy(command: ShellCommand): ShellWord | undefined {
  const { name, args, redirects } = command;
  if (!/^(?:pg_restore|psql|mysql|mariadb|tar)$/.test(name)) return undefined;
  if (name === 'tar') {
    const extracts = /^[a-z]*x[a-z]*f$/.test(args[0]?.value ?? '') || optionOf(command, ['-x', '--extract'], 'fC') !== undefined;
    // Behind an archive stand its members.
    if (!extracts || args.some(({ value }) => /\.(?:tar(?:\.\w+)?|t[bgx]z2?)$/.test(value))) return undefined;
    return args.find(({ value }) => /\.sql(?:\.\w+)?$/.test(value));
  }
  const redirected = redirects.find(({ operator }) => operator === '<')?.target;
  if (redirected !== undefined) return redirected;
  if (name === 'pg_restore') {
    const last = args.at(-1);
    const option = args.at(-2)?.value ?? '';
    const isValue = /^-[dUhpnNtTLjFSI]$|^--(?:dbname|username|host|port|schema|table|jobs|role)$/.test(option);
    const plain =
      last !== undefined && !last.value.startsWith('-') && !isValue
        ? last
        : args.find(({ value }) => /\.(?:sql|dump|gz|tar|bak|pgdump)$/.test(value));
    return plain;
  }
  const given = args.find((_, index) => /^(?:-f|--file)$/.test(args[index - 1]?.value ?? ''));
  if (given !== undefined) return given;
  const before = stagesBefore(outermost(command)).at(-1);
  const cat = before === undefined ? undefined : commandsOf(before).find(other => other.name === 'cat');
  return cat?.args.findLast(({ value }) => !value.startsWith('-'));
}

function problemOf(reader: string, file: string, made: Format | undefined): string | undefined {
  if (reader === 'pg_restore') {
    if (made === 'plain') return 'SQL text';
    if (made === 'archive') return undefined;
    if (file.endsWith('.sql')) return 'SQL text';
    return /\.(?:gz|bz2|xz|zst)$/.test(file) ? 'compressed file' : undefined;
  }
  if (reader === 'tar') return 'SQL text';
  if (/\.(?:gz|bz2|xz|zst)$/.test(file)) return 'compressed file';
  return made === 'archive' ? 'archive of `pg_dump`' : undefined;
}

function reads(reader: string): string {
  if (reader === 'pg_restore') return 'an archive of `pg_dump -Fc`: it reads nothing else';
  return reader === 'tar' ? 'an archive of `tar`: use `gunzip`' : 'SQL text: unpack it in a pipe before';
}
