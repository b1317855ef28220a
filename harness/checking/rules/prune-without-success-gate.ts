import { dirname } from 'node:path';
import { chainsBefore, commandsOf, outermost, statusUseOf } from '../document/shell/ask.ts';
import { archiveOf, isDump } from '../shell-facts/backups.ts';
import { failsFast } from '../shell-facts/fails-fast.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { ShellChain, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Old backups are deleted whether today's succeeded or not.
 *
 * The dump fails from Monday on: the password was changed. The deletion goes on every night, and after the days that backups are kept there
 * is none any more. Nobody has noticed, for the script ends with the success of `find`.
 *
 * Let the dump decide (`|| exit 1`, `set -e` with `pipefail`), or keep a number of backups rather than days.
 *
 * @example A night's script
 * ````markdown
 * ```bash
 * mysqldump tickets > /srv/backups/tickets-$(date +%F).sql
 * find /srv/backups -name 'tickets-*.sql' -mtime +14 -delete
 * ```
 * ````
 * 3:1-3:59 unexpected deletion of old backups whatever became of `mysqldump`, expected it only after a backup that succeeded
 *
 * @example Compressed, and another way to delete
 * ````markdown
 * ```bash
 * #!/bin/bash
 * pg_dump tickets | gzip > "$DIR/tickets.sql.gz"
 * echo "dump is there"
 * find "$DIR" -type f -mtime +30 -exec rm {} +
 * ```
 * ````
 * 5:1-5:45 unexpected deletion of old backups whatever became of `pg_dump`, expected it only after a backup that succeeded
 *
 * @example The dump decides
 * ````markdown
 * ```bash
 * mysqldump tickets > /srv/backups/tickets.sql || exit 1
 * find /srv/backups -name 'tickets-*.sql' -mtime +14 -delete
 * ```
 *
 * ```bash
 * set -euo pipefail
 * pg_dump tickets | gzip > "$DIR/tickets.sql.gz"
 * find "$DIR" -type f -mtime +30 -delete
 * ```
 * ````
 * none
 *
 * @example Something else is deleted
 * ````markdown
 * ```bash
 * mysqldump tickets > /srv/backups/tickets.sql
 * find /var/cache/thumbnails -type f -mtime +14 -delete
 * ```
 * ````
 * none
 */
export const pruneWithoutSuccessGate: Rule = {
  kind: 'prune-without-success-gate',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    const told = new Set<unknown>();
    for (const command of commandsNamed(/^find$/)) {
      const { list } = outermost(command).pipeline.chain;
      if (command.name !== 'find' || !deletesByAge(command) || !isStraight(command) || failsFast(command) || told.has(list)) continue;
      const root = command.args[0]?.value ?? '';
      const before = chainsBefore(outermost(command));
      const dump = before.flatMap(commandsIn).find(other => goesInto(other, root) && statusUseOf(other) === 'lost');
      if (dump === undefined || outermost(command).pipeline.operator === '&&') continue;
      told.add(list);
      yield {
        message: `unexpected deletion of old backups whatever became of \`${dump.name}\`, expected it only after a backup that succeeded`,
        location: command.location,
        hint: `Let the backup decide: ${dump.name} … || exit 1, and set -o pipefail where it goes through a pipe.`,
      };
    }
  },
};

function deletesByAge({ args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    values.some(value => /^-[mc](?:time|min)$/.test(value)) &&
    values.some((value, at) => value === '-delete' || (value.startsWith('-exec') && values[at + 1] === 'rm'))
  );
}

function commandsIn({ pipelines }: ShellChain): readonly ShellCommand[] {
  return pipelines.flatMap(({ stages }) => stages.flatMap(commandsOf));
}

/** Whether a backup is written below the folder. */
function goesInto(command: ShellCommand, root: string): boolean {
  const archive = archiveOf(command);
  if (archive === undefined && !isDump(command)) return false;
  const last = command.pipeline.stages.at(-1);
  const targets =
    archive === undefined
      ? [
          ...[...command.redirects, ...(last?.redirects ?? [])].map(({ target }) => target?.value ?? ''),
          ...command.args.map(({ value }) => value.replace(/^--?[\w-]+=/, '')),
        ]
      : [archive];
  const folder = root.replace(/\/$/, '');
  return targets.some(target => target.startsWith(`${folder}/`) || dirname(target) === folder) || /backup|dump/i.test(root);
}
