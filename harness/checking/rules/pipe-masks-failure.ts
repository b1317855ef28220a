import { chainsAfter, commandsOf, outermost } from '../document/shell/ask.ts';
import type { ShellCommand, ShellStage } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { failsInPipes } from '../shell-facts/shell-options.ts';

/**
 * A dump that fails in a pipe leaves a backup that looks like one.
 *
 * Without `pipefail` the status of `pg_dump | gzip > file` is that of gzip, which is content with nothing: 20 bytes that pass `gzip -t`. The
 * backup is green every night, and the day it is needed there is no row in it.
 *
 * It is right behind `set -o pipefail`, or where `PIPESTATUS` is asked; what is only shown (`| head`, `| grep`) is not reported. A dump in a
 * file of its own (`pg_dump -Fc -f FILE`) needs neither.
 *
 * @example Compressed, and copied elsewhere
 * ````markdown
 * ```bash
 * mysqldump --single-transaction shop | zstd > /backup/shop.sql.zst
 * docker exec shop-db pg_dump -U shop shop | aws s3 cp - s3://shop-backup/db.sql
 * ```
 * ````
 * 2:1-2:36 unexpected `mysqldump` in a pipe without `pipefail`, expected its failure to count: the status is that of `zstd`
 * 3:21-3:41 unexpected `pg_dump` in a pipe without `pipefail`, expected its failure to count: the status is that of `aws`
 *
 * @example On another machine
 * ````markdown
 * ```bash
 * ssh db-1 "pg_dumpall --clean" | gzip > all.sql.gz
 * ```
 * ````
 * 2:11-2:29 unexpected `pg_dumpall` in a pipe without `pipefail`, expected its failure to count: the status is that of `gzip`
 *
 * @example The pipe fails with it
 * ````markdown
 * ```bash
 * set -euo pipefail
 * mysqldump --single-transaction shop | zstd > /backup/shop.sql.zst
 * ```
 * ````
 * none
 *
 * @example Each is asked, there is no pipe, or a person looks
 * ````markdown
 * ```bash
 * mysqldump shop | zstd > /backup/shop.sql.zst
 * [ "${PIPESTATUS[0]}" -eq 0 ] || exit 1
 * pg_dump -Fc -f /backup/shop.dump shop
 * pg_dump --schema-only shop | grep -A 20 'CREATE TABLE orders'
 * ```
 * ````
 * none
 */
export const pipeMasksFailure: Rule = {
  kind: 'pipe-masks-failure',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const command of commands) {
      const masked = isDump(command) ? maskedAt(command) : undefined;
      const last = masked?.pipeline.stages.at(-1);
      if (masked === undefined || last === undefined || failsInPipes(masked, commands) || !keeps(last)) continue;
      if (chainsAfter(masked).some(chain => /PIPESTATUS|dump complete/i.test(chain.list.shell.text))) continue;
      const name = commandsOf(last).at(-1)?.name ?? 'the last command';
      yield {
        message: `unexpected \`${command.name}\` in a pipe without \`pipefail\`, expected its failure to count: the status is that of \`${name}\``,
        location: command.location,
        hint: 'Write set -o pipefail before it, or dump to a file first.',
      };
    }
  },
};

function isDump({ name, args }: ShellCommand): boolean {
  if (/^(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump|mariabackup|xtrabackup|cockroach)$/.test(name))
    return name !== 'cockroach' || args[0]?.value === 'dump';
  return name === 'sqlite3' && args.some(({ value }) => value.startsWith('.dump'));
}

/** The command of the pipe in which the status is lost: the dump itself, or `ssh` whose last command it is. */
function maskedAt(command: ShellCommand): ShellCommand | undefined {
  const stage = outermost(command);
  if (stage.index < stage.pipeline.stages.length - 1) return stage;
  const { list, index } = stage.pipeline.chain;
  if (index < list.chains.length - 1 || list.within !== undefined) return undefined;
  return list.shell.within === undefined ? undefined : maskedAt(list.shell.within);
}

/** Whether what arrives at the end is kept, and not only shown. */
function keeps(stage: ShellStage): boolean {
  if (stage.redirects.some(({ operator, target }) => /^>/.test(operator) && target?.value !== '/dev/null')) return true;
  return commandsOf(stage).some(({ name }) =>
    /^(?:aws|gsutil|rclone|s3cmd|mc|ssh|tee|dd|split|restic|borg|psql|mysql|mariadb|sqlite3|pg_restore)$/.test(name),
  );
}
