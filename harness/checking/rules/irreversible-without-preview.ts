import { bareSql } from '../sql-facts/bare-sql.ts';
import { sqlLinesOf } from '../sql-facts/sql-lines.ts';
import { keepsCopy } from '../shell-facts/backups.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { Location } from '../../model/location.ts';
import { sectionAt } from '../document/section-at.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Something is changed for many or for good, without a look before at what it will be.
 *
 * A `DELETE` or `UPDATE` by a condition, a script that restores over what is there, one that is told `--confirm` by the page itself: whoever
 * pastes it learns from the number of rows whether the condition was right.
 *
 * Count first with the same condition, keep a copy, or work in a transaction. For what is done every week by the same line it is a guess.
 *
 * @example Rows by a condition
 * ````markdown
 * ```sql
 * DELETE FROM mails WHERE sent_at < now() - interval '90 days';
 * ```
 * ````
 * 2:1-2:62 unexpected `DELETE FROM mails` without a look at what it changes, expected a count, a copy or a dry run before it
 *
 * @example The page confirms it
 * ````markdown
 * ```bash
 * ./bin/erase-customer --id 7 --yes
 * ./bin/restore-tenant.sh 7
 * ```
 * ````
 * 2:1-2:34 unexpected `./bin/erase-customer --id 7 --yes` without a look at what it changes, expected a count, a copy or a dry run before it
 * 3:1-3:26 unexpected `./bin/restore-tenant.sh 7` without a look at what it changes, expected a count, a copy or a dry run before it
 *
 * @example A count, a copy, a transaction, a dry run
 * ````markdown
 * ```sql
 * SELECT count(*) FROM mails WHERE sent_at < now() - interval '90 days';
 * DELETE FROM mails WHERE sent_at < now() - interval '90 days';
 * ```
 *
 * ## Customers
 *
 * ```bash
 * ./bin/erase-customer --id 7 --dry-run
 * ./bin/erase-customer --id 7 --yes
 * ```
 *
 * ## Tenants
 *
 * ```bash
 * ./bin/backup-tenant.sh 7
 * ./bin/restore-tenant.sh 7
 * ```
 * ````
 * none
 *
 * @example One row
 * ````markdown
 * ```sql
 * UPDATE mails SET state = 'new' WHERE id = 7;
 * ```
 * ````
 * none
 */
export const irreversibleWithoutPreview: Rule = {
  kind: 'irreversible-without-preview',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands)
      if (isIrreversible(command) && isStraight(command) && !isPrepared(document, command.location))
        yield reportOf(commandText(command, 40), command.location);
    for (const { statements, text, step } of document.sqls) {
      if (!step || /\bbegin\b|\bstart\s+transaction\b/i.test(text)) continue;
      for (const { text: own, location } of statements) {
        const what = changeOf(own);
        if (what !== undefined && !isPrepared(document, location)) yield reportOf(what, location);
      }
    }
    for (const command of sqlLinesOf(document)) {
      const { shell, words, location } = command;
      const from = words[0]?.from ?? 0;
      const end = shell.text.indexOf(';', from);
      const what = changeOf(shell.text.slice(from, end === -1 ? undefined : end));
      if (what !== undefined && !isPrepared(document, location)) yield reportOf(what, location);
    }
  },
};

function reportOf(what: string, location: Location): Report {
  return { message: `unexpected \`${what}\` without a look at what it changes, expected a count, a copy or a dry run before it`, location };
}

/** A change of rows by a condition that is no key. */
function changeOf(statement: string): string | undefined {
  const bare = bareSql(statement).trim();
  const [what] = /^(?:delete\s+from|update)\s+[\w."]+/i.exec(bare) ?? [];
  if (what === undefined || !/\bwhere\b/i.test(bare) || /\bwhere\s+(?:\w+\.)?(?:id|uuid|key|\w+_id)\s*(?:=|in\b)/i.test(bare))
    return undefined;
  return what.replaceAll(/\s+/g, ' ');
}

function isIrreversible({ name, args }: ShellCommand): boolean {
  const words = [name, ...args.map(({ value }) => value)];
  const isConfirmed =
    words.some(value => /^--(?:confirm|yes|force|no-prompt|yes-i-really\S*)(?:=|$)/.test(value)) &&
    words.some(value => /(?:^|[/_-])(?:delete|erase|purge|destroy|wipe|remove|drop)[\w-]*(?:[_.-]|$)/i.test(value));
  return isConfirmed || words.slice(0, 2).some(value => /\/[\w-]*restore[\w-]*(?:\.(?:sh|php|py|rb))?$/.test(value));
}

function isPrepared(document: CheckedDocument, { line }: Location): boolean {
  const section = sectionAt(document.runbook, line);
  const before = document.commands.filter(({ location, shell }) => location.line < line && shell.procedure === (section?.id ?? ''));
  if (
    before.some(command => keepsCopy(command) || command.args.some(({ value }) => /^--?(?:dry-?run|preview|simulate|check)\b/.test(value)))
  )
    return true;
  return /\bselect\s+(?:count\s*\(|\*)/i.test(document.source.lines.slice((section?.location.line ?? 1) - 1, line - 1).join('\n'));
}
