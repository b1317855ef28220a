import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Files of PostgreSQL's write-ahead log are deleted by hand.
 *
 * On a full disk `pg_wal` is the largest folder with the most harmless name. What lies there is what the server needs to start again after its
 * next end, and what its replicas and its backups wait for: without it `could not locate a valid checkpoint record` is the last word.
 * `pg_resetwal` starts it with whatever the data files happen to hold.
 *
 * What keeps the log is to be found and mended instead: a replication slot that nobody reads, an `archive_command` that fails, a limit
 * (`max_wal_size`) above the disk's. A `CHECKPOINT` then frees the files. Where a base backup is restored, what lies in its `pg_wal` is to go:
 * pages that restore one are left alone.
 *
 * @example By name, and from within the folder
 * ````markdown
 * ```bash
 * df -h /var/lib/postgresql
 * rm -f /var/lib/postgresql/16/main/pg_wal/0000000100000*
 * ```
 *
 * ```bash
 * docker exec db sh -c "cd /var/lib/postgresql/data/pg_wal && ls -t | tail -n +11 | xargs rm -f"
 * ```
 * ````
 * 3:1-3:56 unexpected `rm` in `pg_wal`, expected its reason to be mended: without these files the server may never start again
 * 7:89-7:94 unexpected `rm` in `pg_wal`, expected its reason to be mended: without these files the server may never start again
 *
 * @example By age
 * ````markdown
 * ```bash
 * sudo find /var/lib/postgresql/16/main/pg_wal -type f -mmin +60 -delete
 * ```
 * ````
 * 2:6-2:71 unexpected `find -delete` in `pg_wal`, expected its reason to be mended: without these files the server may never start again
 *
 * @example A look, an archive, and what the server itself does
 * ````markdown
 * ```bash
 * ls /var/lib/postgresql/16/main/pg_wal | wc -l
 * find /srv/wal-archive -name '*.gz' -mtime +14 -delete
 * psql -c CHECKPOINT
 * ```
 * ````
 * none
 *
 * @example A base backup is restored
 * ````markdown
 * ```bash
 * sudo systemctl stop postgresql
 * tar -xf /srv/backups/base.tar -C /var/lib/postgresql/16/main
 * rm -rf /var/lib/postgresql/16/main/pg_wal/*
 * touch /var/lib/postgresql/16/main/recovery.signal
 * ```
 * ````
 * none
 */
export const walRemoved: Rule = {
  kind: 'wal-removed',
  preset: 'default',
  *check({ commandsNamed, source }): Iterable<Report> {
    if (!folder.test(source.text) || restoresBaseBackup.test(source.text)) return;
    for (const command of commandsNamed(/^(?:rm|unlink|shred|find)$/)) {
      if (!isCarriedOut(command) || !takesFiles(command) || !(isNamed(command) || isWithin(command))) continue;
      yield {
        message: `unexpected \`${command.name}${command.name === 'find' ? ' -delete' : ''}\` in \`pg_wal\`, expected its reason to be mended: without these files the server may never start again`,
        location: command.location,
        hint: 'Ask what keeps them: SELECT slot_name, active FROM pg_replication_slots; SELECT failed_count, last_failed_wal FROM pg_stat_archiver.',
      };
    }
  },
};

const folder = /\bpg_(?:wal|xlog)\b/;
const restoresBaseBackup = /recovery\.(?:signal|conf)|restore_command|pg_basebackup|\bbase ?-?backups?\b|point-in-time|\bPITR\b/i;

function takesFiles({ name, args }: ShellCommand): boolean {
  return (
    name !== 'find' || args.some(({ value }, at) => value === '-delete' || (/^-exec(?:dir)?$/.test(value) && args[at + 1]?.value === 'rm'))
  );
}

function isNamed({ args }: ShellCommand): boolean {
  return args.some(({ value }) => folder.test(value) && !/archive/i.test(value));
}

/** Whether the shell stands in the folder, by the last `cd` before it, and the files have no other. */
function isWithin({ shell, args, location, outer }: ShellCommand): boolean {
  const entered = shell.commands.findLast(
    other =>
      other.name === 'cd' &&
      (other.location.line < location.line || (other.location.line === location.line && other.location.column < location.column)),
  );
  if (entered === undefined || !isNamed(entered)) return false;
  const files = args.filter(({ value }) => !value.startsWith('-'));
  return files.length === 0 ? outer?.name === 'xargs' : files.some(({ value }) => !value.includes('/'));
}
