import { chainsAfter, commandsOf, outermost, stagesAfter, statusUseOf } from '../document/shell/ask.ts';
import { archiveOf, names } from '../shell-facts/backups.ts';
import { failsFast } from '../shell-facts/fails-fast.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * An archive is put among the backups, or what it holds is deleted, whether it is complete or not.
 *
 * A full disk ends `tar` in the middle. The next line moves what there is to the backups, where it looks like all others, or deletes the
 * only complete copy. Months later somebody unpacks it.
 *
 * With `&&` between the two, or `set -e` before them, the second only happens after the first.
 *
 * @example Moved to the backups
 * ````markdown
 * ```bash
 * tar -czf uploads.tar.gz /srv/uploads
 * mv uploads.tar.gz /mnt/backup/
 * ```
 * ````
 * 3:1-3:31 unexpected `mv` of an archive that may be incomplete, expected `&&` between `tar` and it
 *
 * @example Deleted at once
 * ````markdown
 * ```bash
 * tar czf /tmp/sessions-$(date +%F).tgz /var/spool/sessions
 * rm -rf /var/spool/sessions
 * ```
 * ````
 * 3:1-3:27 unexpected `rm` of what was packed, expected `&&` between `tar` and it: the archive may be incomplete
 *
 * @example Only when it succeeded
 * ````markdown
 * ```bash
 * tar -czf uploads.tar.gz /srv/uploads && mv uploads.tar.gz /mnt/backup/
 * tar -czf mails.tar.gz /srv/mails || exit 1
 * rm -rf /srv/mails
 * ```
 * ````
 * none
 *
 * @example A release, and a look into it
 * ````markdown
 * ```bash
 * tar -czf release.tgz dist
 * scp release.tgz web-1:/opt/releases/
 * tar -czf uploads.tar.gz /srv/uploads
 * tar -tzf uploads.tar.gz > /dev/null || exit 1
 * mv uploads.tar.gz /mnt/backup/
 * ```
 * ````
 * none
 */
export const partialArtifact: Rule = {
  kind: 'partial-artifact',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:tar|zip)$/)) {
      const archive = archiveOf(command);
      if (archive === undefined || archive === '-' || !isCarriedOut(command) || failsFast(command)) continue;
      const stage = outermost(command);
      if (statusUseOf(command) !== 'lost' || stagesAfter(stage).length > 0) continue;
      const packed = command.args.map(({ value }) => value).filter(value => /^[/~$]/.test(value) && value !== archive && value !== '/');
      for (const { pipelines } of chainsAfter(stage)) {
        const [next] = pipelines[0]?.stages.flatMap(commandsOf).filter(({ inner }) => inner === undefined) ?? [];
        if (next === undefined) break;
        if (isPutAway(next, archive)) {
          yield {
            message: `unexpected \`${next.name}\` of an archive that may be incomplete, expected \`&&\` between \`${command.name}\` and it`,
            location: next.location,
          };
          break;
        }
        if (next.name === 'rm' && next.args.some(({ value }) => packed.includes(value.replace(/\/\*?$/, '')) || packed.includes(value))) {
          yield {
            message: `unexpected \`rm\` of what was packed, expected \`&&\` between \`${command.name}\` and it: the archive may be incomplete`,
            location: next.location,
          };
          break;
        }
        // Somebody looks at it.
        if (next.args.some(({ value }) => names(value, archive))) break;
      }
    }
  },
};

function isPutAway({ name, args }: ShellCommand, archive: string): boolean {
  if (!/^(?:mv|cp|scp|rsync|aws|gsutil|rclone|s3cmd)$/.test(name)) return false;
  const values = args.map(({ value }) => value);
  return values.some(value => names(value, archive)) && /backup|archive|snapshot|dump/i.test(values.at(-1) ?? '');
}
