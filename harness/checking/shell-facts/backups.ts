import { basename } from 'node:path';
import { optionOf, optionValueOf } from '../document/shell/ask.ts';
import { rememberedFor } from '../../support/remembered.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** Whether a command makes a copy of a database's data. */
export function isDump(command: ShellCommand): boolean {
  const { name, args } = command;
  if (/^(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump|xtrabackup|mariabackup)$/.test(name)) return true;
  if (name === 'redis-cli') return args.some(({ value }) => value === '--rdb' || /^(?:bg)?save$/i.test(value));
  if (/^sqlite3?$/.test(name)) return args.some(({ value }) => /^(?:\.dump|\.backup|\.clone|vacuum into)\b/i.test(value));
  return name === 'etcdctl' && args.some(({ value }) => value === 'save');
}

/** Whether a command keeps a copy of something before it is changed: a dump, an archive, a copied file, a snapshot, a backup script. */
export const keepsCopy: (command: ShellCommand) => boolean = rememberedFor(command => {
  const { name, args } = command;
  return (
    isDump(command) ||
    archiveOf(command) !== undefined ||
    /^(?:cp|rsync|restic|borg|duplicity|pgbackrest|wal-g|barman|zip)$/.test(name) ||
    (name === 'mv' && args.some(({ value }) => /\.(?:bak|old|orig|broken|corrupt)|backup/i.test(value))) ||
    (!/^(?:ls|find|cat|tail|du|grep|rm|cd|psql|pg_restore|echo|tar|gunzip|zcat)$/.test(name) &&
      [name, ...args.map(({ value }) => value)].some(value => /backup|snapshot|dump|\bexport/i.test(value) && !/restore/i.test(value)))
  );
});

/** The file that `tar` or `zip` makes. */
export function archiveOf(command: ShellCommand): string | undefined {
  const { name, args } = command;
  if (name === 'zip') return args.find(({ value }) => !value.startsWith('-'))?.value;
  if (name !== 'tar') return undefined;
  const [first] = args;
  if (first !== undefined && /^[a-zA-Z]*c[a-zA-Z]*f$/.test(first.value)) return args[1]?.value;
  return optionOf(command, ['-c', '--create'], 'fC') === undefined ? undefined : optionValueOf(command, ['-f', '--file'], 'fC');
}

/** Whether a word names a file: by its whole path, or by the beginning of its name before what the shell puts in. */
export function names(word: string, file: string): boolean {
  if (word.includes(file)) return true;
  const fixed = (text: string): string => basename(text.replace(/\$\([^)]*\)?|\$\{[^}]*\}?|[$`*?{].*$/s, '\0')).replace(/\0.*$/s, '');
  const [one, other] = [fixed(word), fixed(file)];
  return other.length >= 3 && one.length >= 3 && (one.startsWith(other) || other.startsWith(one));
}
