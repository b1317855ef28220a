import { commandText } from '../shell-facts/command-text.ts';
import { procedureLines } from '../shell-facts/procedure-lines.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { outermost } from '../document/shell/ask.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A dump is written, and nobody looks whether it can be read.
 *
 * A dump of a full disk or of a server that went away ends in the middle. It has a name, a date and a size like all others; that it is no
 * backup turns out on the day on which it is needed.
 *
 * Reading it back (`pg_restore --list`, `gzip -t`, a restore into another database), a checksum, or a sentence that says where this is done, is
 * enough. Exports for other purposes are reported as well; that is why the rule is not among those that always hold.
 *
 * @example A dump, and the end
 * ````markdown
 * ## Every month
 *
 * ```bash
 * mysqldump --single-transaction shop > /srv/dumps/shop.sql
 * ```
 * ````
 * 4:1-4:58 unexpected end after `mysqldump --single-transaction shop`, expected a look at the dump: nobody knows whether it can be restored
 *
 * @example It is read
 * ````markdown
 * ## Every month
 *
 * ```bash
 * pg_dump -Fc shop > /srv/dumps/shop.dump
 * pg_restore --list /srv/dumps/shop.dump > /dev/null
 * ```
 * ````
 * none
 *
 * @example A sentence says where
 * ````markdown
 * ## Every month
 *
 * ```bash
 * mysqldump --single-transaction shop > /srv/dumps/shop.sql
 * ```
 *
 * The copy is verified by a restore each Monday.
 * ````
 * none
 */
export const backupWithoutVerification: Rule = {
  kind: 'backup-without-verification',
  preset: 'all',
  *check(document): Iterable<Report> {
    const told = new Set<number>();
    for (const command of document.commandsNamed(/^(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump)$/)) {
      if (!isDump(command) || !isCarriedOut(command)) continue;
      const [from, to] = procedureLines(document, command.location.line);
      if (told.has(from) || isRead(document, command, to)) continue;
      told.add(from);
      yield {
        message: `unexpected end after \`${commandText(command)}\`, expected a look at the dump: nobody knows whether it can be restored`,
        location: command.location,
        hint: 'pg_restore --list FILE, gzip -t FILE, or better a restore into a database of its own.',
      };
    }
  },
};

function isDump(command: ShellCommand): boolean {
  if (!/^(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump)$/.test(command.name)) return false;
  const { redirects, pipeline } = outermost(command);
  return (
    redirects.some(({ operator }) => operator.startsWith('>')) ||
    command.args.some(({ value }) => /^(?:-f|--file|--out|-o|--archive|--result-file)/.test(value)) ||
    pipeline.stages.at(-1)?.redirects.some(({ operator }) => operator.startsWith('>')) === true
  );
}

function isRead({ source }: CheckedDocument, { location: { line, endLine = line } }: ShellCommand, to: number): boolean {
  const behind = source.lines.slice(endLine, to === Infinity ? undefined : to - 1).join('\n');
  return /pg_restore|gzip -t|zcat|gunzip|sha\d+sum|md5sum|\btest -s\b|-s "?\$|verif|validat|restore|\bcheck/i.test(behind);
}
