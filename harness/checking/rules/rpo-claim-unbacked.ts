import { dirname, join } from 'node:path';
import { proseLines } from '../prose-facts/prose-lines.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document says how often backups are made, and nothing in it or beside it makes them.
 *
 * "Database dump: hourly" is what somebody once planned. The last dump is of last spring, and the page is where everybody reads how much will be
 * lost at most.
 *
 * A line of a crontab, a timer, a schedule in a file that is there, or the name of the service that does it is enough. The rule guesses: what
 * makes backups often stands in another repository. Say so: `<!-- drillbook-check-disable-next rpo-claim-unbacked: the cluster's own role does it -->`.
 *
 * @example Nothing makes them
 * ````markdown
 * # Backups
 *
 * - **Database dump**: hourly
 * - **Uploads**: every night
 *
 * ```bash
 * ls -l /srv/dumps
 * ```
 * ````
 * 3:3-3:28 unexpected promise "Database dump: hourly", expected what keeps it: nothing here makes a backup at these times
 *
 * @example The file that is named is not there
 * ````markdown
 * # Backups
 *
 * Snapshots are taken every 6 hours (`ops/backup.cron`).
 * ````
 * 3:1-3:34 unexpected promise "Snapshots are taken every 6 hours", expected what keeps it: nothing here makes a backup at these times
 *
 * @example A crontab
 * ````markdown
 * # Backups
 *
 * - **Database dump**: hourly
 *
 * ```cron
 * 0 * * * * root pg_dump -Fc shop > /srv/dumps/shop.dump
 * ```
 * ````
 * none
 *
 * @example A file that is there
 * ````markdown
 * # Backups
 *
 * - **Database dump**: hourly (`ops/backup.cron`)
 * ````
 * ````cron file=ops/backup.cron
 * 0 * * * * root /opt/shop/bin/dump
 * ````
 * none
 *
 * @example A service does it
 * ````markdown
 * # Backups
 *
 * - **Database dump**: daily, by RDS
 * ````
 * none
 *
 * @example What people do, and what is only advised
 * ````markdown
 * # Backups
 *
 * - **Test of the backup**: monthly
 * - **Backup status:** daily dumps are there
 *
 * Backups should be taken daily.
 * ````
 * none
 */
export const rpoClaimUnbacked: Rule = {
  kind: 'rpo-claim-unbacked',
  preset: 'all',
  *check(document): Iterable<Report> {
    const { source } = document;
    if (!/backup|dump|snapshot/i.test(source.text)) return;
    for (const { line, text } of proseLines(document)) {
      const match = labelled.exec(text) ?? told.exec(text);
      if (match === null || notPromised.test(match[0])) continue;
      if (isBacked(document)) return;
      const promise = match[0].replace(/^[\s|>]*(?:[-*+]\s+)?/, '').trimEnd();
      const column = text.indexOf(promise) + 1;
      const shown = promise
        .replaceAll('*', '')
        .replaceAll(/\s*\|\s*/g, ': ')
        .trim();
      yield {
        message: `unexpected promise "${shown}", expected what keeps it: nothing here makes a backup at these times`,
        location: { file: source.file, line, column, endLine: line, endColumn: column + promise.length },
        hint: 'Name the crontab, timer or service that makes the backups, or bring its file into the repository.',
      };
      return;
    }
  },
};

const often = String.raw`(?:hourly|nightly|daily|weekly|every\s+(?:\d+\s*)?(?:hours?|h|minutes?|min|days?|nights?|weeks?)\b)`;
const copies = String.raw`(?:backups?|dumps?|snapshots?|incrementals?)`;

/** `Database dump: hourly`, in a list or a table. */
const labelled = new RegExp(String.raw`^[\s>]*(?:[-*+|]\s*)(?:\*\*)?[^:|]*\b${copies}\b[^:|]*[:|](?:\*\*)?\s*${often}`, 'i');

const told = new RegExp(
  String.raw`\b${copies} (?:are|is) (?:automatically )?(?:taken|made|created|done|written|performed|run) (?:automatically )?${often}`,
  'i',
);

const notPromised =
  /\b(?:status|check\w*|tests?|testing|verif\w*|validat\w*|review\w*|monitor\w*|restor\w*|retention|clean\w*|rotat\w*|should|must)\b/i;

/** Whether the document, or a file that it names and that is there, says what makes backups. */
function isBacked(document: CheckedDocument): boolean {
  const { source, runbook, project, file } = document;
  if (managed.test(source.text)) return true;
  if (runbook.blocks.some(({ text }) => scheduled.test(text))) return true;
  const named = [...source.text.matchAll(/[`(]([\w./-]*(?:cron|timer|schedule)[\w./-]*)[`)]/gi)].map(([, path = '']) => path);
  return named.some(path => {
    // What stands on the machine cannot be looked at.
    if (/^\/(?:etc|var|usr|lib)\//.test(path)) return true;
    return [join(dirname(file), path), join(project.root, path)].some(one => project.exists(one));
  });
}

const managed =
  /\b(?:RDS|Aurora|Cloud ?SQL|Azure|Atlas|Supabase|Heroku|Neon|Velero|pgBackRest|barman|wal-[eg]|PITR|AWS Backup|Longhorn)\b|point[- ]in[- ]time|archive_command|\bmanaged (?:database|service)/i;

const scheduled =
  /^\s*(?:(?:[\d*][\d*/,-]*\s+){4}[\d*][\w*/,-]*|@(?:hourly|daily|weekly))\s+\S|OnCalendar=|\bkind: CronJob|\bschedule:|\bcrontab -/m;
