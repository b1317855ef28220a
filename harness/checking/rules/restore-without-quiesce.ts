import { outermost, stagesBefore, commandsOf } from '../document/shell/ask.ts';
import { sectionText } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A database is restored while the application goes on to write to it.
 *
 * What is written during the restore is lost or stands between the rows of the backup; `pg_restore --clean` waits for the locks of a query
 * that runs, and the application for those of the restore.
 *
 * Stop what writes before (`docker compose stop web worker`), or say that it is stopped. A restore into a database that nothing uses yet is
 * right, and not told where its name says it (`tickets_restore_test`).
 *
 * @example Into the one that is in use
 * ````markdown
 * ```bash
 * pg_restore --clean --if-exists -d tickets tickets.dump
 * mysql tickets < tickets.sql
 * ```
 * ````
 * 2:1-2:55 unexpected restore by `pg_restore` into a database that is in use, expected a stop of what writes to it before
 *
 * @example Stopped before
 * ````markdown
 * ```bash
 * sudo systemctl stop tickets-web tickets-worker
 * pg_restore --clean --if-exists -d tickets tickets.dump
 * ```
 * ````
 * none
 *
 * @example Another one, and a list
 * ````markdown
 * ```bash
 * createdb tickets_restore_test
 * pg_restore -d tickets_restore_test tickets.dump
 * pg_restore --list tickets.dump
 * psql tickets -c 'SELECT 1'
 * ```
 * ````
 * none
 */
export const restoreWithoutQuiesce: Rule = {
  kind: 'restore-without-quiesce',
  preset: 'all',
  *check(document): Iterable<Report> {
    const told = new Set<string>();
    let isStopped = false;
    for (const command of document.commands) {
      isStopped ||= stops(command);
      if (isStopped || !isCarriedOut(command) || !restores(command)) continue;
      const section = sectionText(document, command.location.line);
      if (told.has(section) || /\bstaging\b|\bis stopped\b|\bmaintenance mode\b|\bnew (?:database|server|instance)\b/i.test(section))
        continue;
      told.add(section);
      yield {
        message: `unexpected restore by \`${command.name}\` into a database that is in use, expected a stop of what writes to it before`,
        location: command.location,
      };
    }
  },
};

/** Whether what writes is stopped by it, or what is restored into is new. */
function stops({ name, args }: ShellCommand): boolean {
  return (
    /^(?:pkill|killall|createdb)$/.test(name) ||
    args.some(({ value }) => /^(?:stop|down|pause|--replicas=0|scale|maintenance\S*)$/i.test(value))
  );
}

function restores(command: ShellCommand): boolean {
  const { name, args, redirects } = command;
  const values = args.map(({ value }) => value);
  if (values.some(value => /test|staging|verify|check|tmp|temp|scratch|drill|_new|_restore|_copy/i.test(value))) return false;
  if (name === 'pg_restore')
    return values.some(value => /^-d|^--dbname/.test(value)) && !values.some(value => /^(?:-l|--list|--schema-only|-s)$/.test(value));
  if (name === 'mongorestore') return true;
  if (!/^(?:psql|mysql|mariadb)$/.test(name)) return false;
  const file = redirects.find(({ operator }) => operator === '<')?.target?.value ?? '';
  const piped = stagesBefore(outermost(command))
    .flatMap(commandsOf)
    .some(other => /^(?:gunzip|zcat|gzip|cat|bzcat|zstd|xzcat)$/.test(other.name) && other.args.some(({ value }) => isBackup(value)));
  return isBackup(file) || piped;
}

function isBackup(file: string): boolean {
  return /backup|dump|\.sql|restore/i.test(file) && !/migrat|schema|query|seed/i.test(file);
}
