import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { unsafeDumps } from '../shell-facts/unsafe-dumps.ts';

/**
 * `gzip -t` says that an archive is one, not that a dump is in it.
 *
 * The same page makes the dump by a pipe without `pipefail`: when the dump fails, gzip packs what there is, which is nothing, and `gzip -t` finds the archive in good
 * order. The backup is verified every month, and empty.
 *
 * It is right beside a look at what is in it: the last line of a dump says that it is complete. Where the page's dumps cannot fail unseen, nothing is reported.
 *
 * @example The archive of a failed dump passes
 * ````markdown
 * ```bash
 * mysqldump shop | gzip > /backup/shop.sql.gz
 * ```
 *
 * Each Monday:
 *
 * ```bash
 * gzip -t /backup/shop.sql.gz
 * ```
 * ````
 * 8:1-8:28 unexpected `gzip -t` as a check of a dump, expected a look at what is in it: the archive of a dump that failed passes
 *
 * @example The dump cannot fail unseen
 * ````markdown
 * ```bash
 * set -o pipefail
 * mysqldump shop | gzip > /backup/shop.sql.gz
 * gzip -t /backup/shop.sql.gz
 * ```
 * ````
 * none
 *
 * @example Other archives, and a look inside
 * ````markdown
 * ```bash
 * gzip -t /backup/uploads.tar.gz
 * ```
 *
 * ```bash
 * mysqldump shop | gzip > /backup/shop.sql.gz
 * gzip -t /backup/shop.sql.gz
 * zcat /backup/shop.sql.gz | tail -1 | grep -q 'Dump completed' || exit 1
 * ```
 * ````
 * none
 */
export const archiveTestOfDump: Rule = {
  kind: 'archive-test-of-dump',
  preset: 'default',
  *check({ commands, commandsNamed, source }): Iterable<Report> {
    const tests = commandsNamed(/^(?:gzip|gunzip|pigz)$/).filter(isTestOfDump);
    if (tests.length === 0 || /dump complete|pg_restore (?:-l|--list)/i.test(source.text) || unsafeDumps(commands).length === 0) return;
    for (const [{ command }] of byShell(tests.map(command => ({ command }))))
      yield {
        message: 'unexpected `gzip -t` as a check of a dump, expected a look at what is in it: the archive of a dump that failed passes',
        location: command.location,
        hint: "Look for its last line: zcat FILE | tail -5 | grep -qi 'dump complete'.",
      };
  },
};

function isTestOfDump(command: ShellCommand): boolean {
  if (!/^(?:gzip|gunzip|pigz)$/.test(command.name) || optionOf(command, ['-t', '--test'], 'S') === undefined) return false;
  return command.args.some(({ value }) => /\.sql\b|dump|\bdb\b/i.test(value));
}
