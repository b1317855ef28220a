import { basename, dirname } from 'node:path';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A backup is read under a name that no step of the document gives.
 *
 * The dump is written as `shop-20260101-0300.sql.gz` and read as `shop-latest.sql.gz`, or out of another folder. The restore stops at "no such
 * file", with the service down.
 *
 * Only documents that write backups themselves are looked at, and paths with a folder in which they, or which others, are kept. What another
 * program keeps there is right all the same: say so (`<!-- drillbook-check-disable-next path-never-produced: made by the provider -->`).
 *
 * @example Another name, and a folder that nobody fills
 * ````markdown
 * ```bash
 * pg_dump -Fc shop > /srv/backups/shop-$(date +%F-%H%M).dump
 * ```
 *
 * ```bash
 * pg_restore -d shop /srv/backups/shop-20260101.dump
 * zcat /srv/backups/latest/shop.sql.gz | psql shop
 * ```
 * ````
 * 6:20-6:51 unexpected path `/srv/backups/shop-20260101.dump`, expected one that a step of this document writes, such as `/srv/backups/shop-$(date +%F-%H%M).dump`
 * 7:6-7:37 unexpected path `/srv/backups/latest/shop.sql.gz`, expected one that a step of this document writes, such as `/srv/backups/shop-$(date +%F-%H%M).dump`
 *
 * @example The same name, or a variable
 * ````markdown
 * ```bash
 * pg_dump -Fc shop > /srv/backups/shop-$(date +%F).dump
 * pg_restore -d shop /srv/backups/shop-2026-01-01.dump
 * pg_restore -d shop "$DUMP"
 * pg_restore --list /srv/backups/shop-*.dump
 * ```
 * ````
 * none
 *
 * @example Backups are made elsewhere
 * ````markdown
 * ```bash
 * zcat /srv/backups/latest/shop.sql.gz | psql shop
 * ```
 * ````
 * none
 */
export const pathNeverProduced: Rule = {
  kind: 'path-never-produced',
  preset: 'all',
  *check(document): Iterable<Report> {
    const made = document.commands.flatMap(madeBy);
    if (!made.some(({ value }) => isBackup(value))) return;
    const patterns = made.map(({ value }) => patternOf(value));
    const told = new Set<string>();
    for (const word of document.commands.flatMap(readBy)) {
      const path = word.value;
      if (
        told.has(path) ||
        !isBackup(path) ||
        patterns.some(pattern => pattern.test(path) || pattern.test(`${dirname(path)}/*`)) ||
        isFilled(document, path)
      )
        continue;
      told.add(path);
      yield {
        message: `unexpected path \`${path}\`, expected one that a step of this document writes, such as \`${likeIt(path, made)}\``,
        location: word.location,
        hint: 'Let the reader choose the newest: DUMP=$(ls -t FOLDER/NAME-*.dump | head -n 1).',
      };
    }
  },
};

function isBackup(path: string): boolean {
  return /backup|dump/i.test(path) && path.includes('/') && !/[*?[]/.test(path);
}

/** The files that a command writes. */
function madeBy({ name, args, redirects }: ShellCommand): readonly ShellWord[] {
  return [
    ...redirects.flatMap(({ operator, target }) => (operator.startsWith('>') && target !== undefined ? [target] : [])),
    ...(/^(?:cp|mv|rsync|tar|pg_dump|mysqldump|mongodump|docker|gzip|ln|mkdir|aws|rclone)$/.test(name)
      ? args.filter(({ value }) => value.includes('/'))
      : []),
  ];
}

/** The literal files that a restore or a look reads. */
function readBy(command: ShellCommand): readonly ShellWord[] {
  if (
    !isCarriedOut(command) ||
    !/^(?:pg_restore|psql|mysql|mariadb|zcat|gunzip|cat|sha256sum|md5sum|du|tail|ls|[./].*restore.*)$/.test(command.name)
  )
    return [];
  return [
    ...command.args,
    ...command.redirects.flatMap(({ operator, target }) => (operator === '<' && target !== undefined ? [target] : [])),
  ].filter(({ literal, value }) => literal && value.startsWith('/'));
}

/** What is written to the same folder, or else any backup. */
function likeIt(path: string, made: readonly ShellWord[]): string {
  const backups = made.map(({ value }) => value).filter(isBackup);
  return backups.find(other => dirname(other) === dirname(path)) ?? backups.find(other => !other.endsWith('/')) ?? backups[0] ?? '';
}

/** A date stands for its digits; what a variable holds may be anything. */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/\$\(date [^)]*\+["']?([^"')]*)["']?\)/g, (_, format: string) => `\uE001${format}\uE001`)
    .replaceAll(/\$\([^)]*\)|\$\{[^}]*\}|\$\w+/g, '\uE002')
    .split(/(\uE001[^\uE001]*\uE001|\uE002)/)
    .map(piece =>
      piece === '\uE002' ? '.*' : piece.startsWith('\uE001') ? dateOf(piece.slice(1, -1)) : piece.replaceAll(/[^\w]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`);
}

function dateOf(format: string): string {
  const widths: Readonly<Record<string, string>> = { Y: '\\d{4}', F: '\\d{4}-\\d\\d-\\d\\d', T: '\\d\\d:\\d\\d:\\d\\d', s: '\\d+' };
  return format.replaceAll(/%(\w)|([^\w%])/g, (_, letter: string | undefined, sign: string | undefined) =>
    letter === undefined ? `\\${sign ?? ''}` : (widths[letter] ?? '\\d\\d'),
  );
}

/** Whether a command writes into that very folder, or the path is one's own to write. */
function isFilled({ commands }: CheckedDocument, path: string): boolean {
  return (
    !/\.\w+$|\/$|latest/.test(basename(path)) ||
    commands.some(({ name, args }) => name === 'ln' && args.some(({ value }) => value === path || value === dirname(path)))
  );
}
