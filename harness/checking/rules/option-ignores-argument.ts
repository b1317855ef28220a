import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A file is given to an option that looks at no file.
 *
 * `pg_restore --version nightly.dump` prints the version of the program and ends with 0, whether the dump is whole, empty or missing. Whoever
 * reads "the backups are verified" believes it until the day of the restore.
 *
 * Only tools are looked at whose `--version` and `--help` end the call. Of others the rule knows nothing and says nothing: `--version` may
 * take a value there, as with `helm`.
 *
 * @example A dump that nobody reads
 * ````markdown
 * ```bash
 * pg_restore --version /srv/dumps/nightly.dump
 * sudo gzip -V archive.tar.gz
 * ```
 * ````
 * 2:22-2:45 unexpected `/srv/dumps/nightly.dump` behind `pg_restore --version`, expected a command that reads it: `pg_restore --version` looks at no file and ends with 0
 * 3:14-3:28 unexpected `archive.tar.gz` behind `gzip -V`, expected a command that reads it: `gzip -V` looks at no file and ends with 0
 *
 * @example The version, and a file that is read
 * ````markdown
 * ```bash
 * pg_restore --version
 * pg_restore --list /srv/dumps/nightly.dump > /dev/null
 * psql --version | grep ' 16'
 * ```
 * ````
 * none
 *
 * @example An option that takes a value
 * ````markdown
 * ```bash
 * helm upgrade queue ./chart --version 1.4.2
 * ```
 * ````
 * none
 */
export const optionIgnoresArgument: Rule = {
  kind: 'option-ignores-argument',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(tools)) {
      const found = ignored(command);
      if (found === undefined) continue;
      const call = `${command.name} ${found.option.value}`;
      yield {
        message: `unexpected \`${found.file.text}\` behind \`${call}\`, expected a command that reads it: \`${call}\` looks at no file and ends with 0`,
        location: found.file.location,
        hint: 'Read the file itself: pg_restore --list FILE, gzip -t FILE, tar -tzf FILE, or restore it into a database of its own.',
      };
    }
  },
};

/** What ends the call of these tools at once. */
const tools =
  /^(?:pg_dump|pg_dumpall|pg_restore|pg_basebackup|pg_verifybackup|psql|mysql|mysqldump|mariadb|mariadb-dump|sqlite3|redis-cli|redis-check-rdb|mongodump|mongorestore|gzip|gunzip|zcat|bzip2|xz|zstd|tar|rsync|sha256sum|md5sum|openssl|gpg|nginx|jq)$/;

function ignored({ name, args }: ShellCommand): { readonly option: ShellWord; readonly file: ShellWord } | undefined {
  const at = args.findIndex(({ value }) => value === '--version' || value === '--help' || (value === '-V' && name !== 'tar'));
  const [option, file] = [args[at], args.slice(at + 1).find(({ value }) => /^[^-].*[./]/.test(value))];
  return option === undefined || file === undefined ? undefined : { option, file };
}
