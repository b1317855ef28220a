import { bareSql } from '../sql-facts/bare-sql.ts';
import { commandsAround, sectionText, titlesAbove } from '../shell-facts/around.ts';
import { keepsCopy } from '../shell-facts/backups.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isWarned, saidBeside } from '../shell-facts/said-beside.ts';
import { isStraight } from '../shell-facts/straight.ts';
import { remembered } from '../../support/remembered.ts';
import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { otherLetters } from '../prose-facts/other-letters.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Data is deleted in the straight path, without a copy before and without a question.
 *
 * `DROP TABLE`, `TRUNCATE`, a `DELETE` or `UPDATE` of every row, the data folder of a database: there is no way back from these but a backup,
 * and the first time somebody finds out that there is none is the line after.
 *
 * Right with a copy before in the section, behind a question, in a transaction (`BEGIN`), of something that is only there to be thrown away
 * (`tickets_test`), and below a heading, a sentence or a comment that says it ("Remove the test system", `# deletes all data`). The volumes of
 * a Compose file go without a word in a document that calls itself a lab, a playground or local development.
 *
 * @example Every row
 * ````markdown
 * ```sql
 * DELETE FROM sessions;
 * UPDATE tickets SET state = 'new';
 * ```
 * ````
 * 2:1-2:22 unexpected `DELETE FROM sessions` without a way back, expected a copy or a question before it
 * 3:1-3:34 unexpected `UPDATE tickets SET state = 'new'` without a way back, expected a copy or a question before it
 *
 * @example Before a restore
 * ````markdown
 * ```bash
 * dropdb tickets
 * createdb tickets
 * pg_restore -d tickets /srv/dumps/tickets.dump
 * ```
 * ````
 * 2:1-2:15 unexpected `dropdb tickets` without a way back, expected a copy or a question before it
 *
 * @example Folders and volumes
 * ````markdown
 * ```bash
 * docker compose down --volumes
 * sudo rm -rf /var/lib/mysql/*
 * ```
 * ````
 * 2:1-2:30 unexpected `docker compose down --volumes` without a way back, expected a copy or a question before it
 * 3:6-3:29 unexpected `rm -rf /var/lib/mysql/*` without a way back, expected a copy or a question before it
 *
 * @example A copy, a transaction, some rows, and a test's database
 * ````markdown
 * ## Sessions
 *
 * ```sql
 * BEGIN;
 * DELETE FROM sessions;
 * COMMIT;
 * ```
 *
 * ## Restore
 *
 * ```bash
 * pg_dump -Fc tickets > before.dump || exit 1
 * dropdb tickets
 * dropdb tickets_restore_test
 * ```
 *
 * ## Old ones
 *
 * ```sql
 * DELETE FROM sessions WHERE seen_at < now() - interval '90 days';
 * ```
 * ````
 * none
 *
 * @example A sentence and a comment say it
 * ````markdown
 * To delete the database again:
 *
 * ```bash
 * dropdb tickets
 * ```
 *
 * And now:
 *
 * ```sql
 * -- throw all rows away
 * DELETE FROM sessions;
 * ```
 * ````
 * none
 *
 * @example It is what the section is for
 * ````markdown
 * ## Tear down the development system
 *
 * ```bash
 * docker compose down --volumes
 * ```
 * ````
 * none
 *
 * @example In a lab the volumes of the stack are there to be thrown away, other data is not
 * ````markdown
 * # Lab 7: Consumers that fall behind
 *
 * ## Begin anew
 *
 * ```bash
 * docker compose down -v && docker compose up -d
 * dropdb tickets
 * ```
 * ````
 * 7:1-7:15 unexpected `dropdb tickets` without a way back, expected a copy or a question before it
 *
 * @example The name of a product is no lab
 * ````markdown
 * # Gitlab is down
 *
 * ```bash
 * docker compose down -v
 * ```
 * ````
 * 4:1-4:23 unexpected `docker compose down -v` without a way back, expected a copy or a question before it
 */
export const destructiveWithoutGuard: Rule = {
  kind: 'destructive-without-guard',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:dropdb|docker|docker-compose|kubectl|rm|mkfs(?:\..*)?)$/)) {
      if (!deletesData(command) || !isStraight(command) || isExpected(document, command.location, command.shell.block?.prose)) continue;
      if (/^docker(?:-compose)?$/.test(command.name) && isForPlay(document, command.location)) continue;
      yield reportOf(commandText(command, 40), command.location);
    }
    for (const { statements, step, command, text, block } of document.sqls) {
      if (!step || !/drop|truncate|delete|update/i.test(text)) continue;
      if ((command !== undefined && !isStraight(command)) || /\bbegin\b|\bstart\s+transaction\b/i.test(text)) continue;
      for (const statement of statements) {
        const whole = bareSql(statement.text);
        const bare = whole.trim();
        const [what] = wholeTable.exec(bare) ?? [];
        if (
          what === undefined ||
          disposable.test(bare) ||
          /\btemp(?:orary)?\b/i.test(bare) ||
          isExpected(document, statement.location, `${block?.prose ?? ''} ${/--[^\n]*/.exec(statement.text)?.[0] ?? ''}`)
        )
          continue;
        const at = whole.indexOf(bare);
        yield reportOf(
          statement.text
            .slice(at, at + what.length)
            .replaceAll(/\s+/g, ' ')
            .replace(/;$/, ''),
          statement.location,
        );
      }
    }
  },
};

function reportOf(what: string, location: Location): Report {
  return { message: `unexpected \`${what}\` without a way back, expected a copy or a question before it`, location };
}

const disposable =
  /test|check|copy|tmp|temp|scratch|staging|verify|drill|sandbox|_old\b|_bak|backup|restore|\bdev\b|_dev|\bcache|unused|migrat/i;

const wholeTable =
  /^(?:drop\s+(?:table|database|schema)\s+(?:if\s+exists\s+)?[\w."]+|truncate\s+(?:table\s+)?[\w."]+|delete\s+from\s+[\w."]+\s*;?$|update\s+[\w."]+\s+set\s+(?:(?!\bwhere\b|\bfrom\b)[^;])+;?$)/i;

function deletesData({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  if (values.some(value => disposable.test(value))) return false;
  const [first = '', second = ''] = values;
  if (name === 'dropdb') return true;
  if (name === 'docker-compose' || (name === 'docker' && first === 'compose'))
    return values.includes('down') && values.some(value => /^(?:-v|--volumes)$/.test(value));
  if (name === 'kubectl') return first === 'delete' && /^(?:pvc|pv|persistentvolumes?|persistentvolumeclaims?)$/.test(second);
  if (name === 'rm') return values.some(value => /^-[a-zA-Z]*[rR]/.test(value)) && values.some(value => dataFolder.test(value));
  return /^mkfs(?:\.|$)/.test(name);
}

/** Whether the document's title or a heading above says that it is no system that somebody lives on. */
function isForPlay({ runbook }: CheckedDocument, { line }: Location): boolean {
  return [runbook.procedures[0]?.title ?? '', ...titlesAbove(runbook, line)].some(title =>
    /\blabs?\b|\bplayground|\bsandbox|\bworkshop|\bdemo\b|\blocal\s+(?:dev|set-?up|stack|environment|machine)|\bdev(?:elopment)?\s+(?:environment|set-?up|guide|machine|stack)/i.test(
      title,
    ),
  );
}

const dataFolder =
  /^\/var\/lib\/(?:postgresql|pgsql|mysql|mariadb|mongodb?|redis|etcd|elasticsearch|docker\/volumes|clickhouse|influxdb|rabbitmq)(?:\/|$)(?!.*(?:\.pid|\.lock|\.log|\/log\/|core))/;

/** Whether a copy was kept before, or the text says that this is what is meant. */
function isExpected(document: CheckedDocument, location: Location, said = ''): boolean {
  if (/\b(?:delet|drop|remov|destroy|wip|eras|empt|truncat|start over)\w*|\ball rows\b|\bwarning\b/i.test(said)) return true;
  // What is said in letters that this rule cannot read may say it.
  if (otherLetters.test(saidBeside(document, location))) return true;
  if (isWarned(document, location) || /\b(?:volumes?|clean\w*|reset|fresh|scratch|data)\b/i.test(saidBeside(document, location)))
    return true;
  if (
    titlesAbove(document.runbook, location.line).some(title =>
      /\b(?:reset|clean|tear|uninstall|remov|delet|destroy|drop|purge|wip|truncat|from scratch|develop|local|test|retention|expir)\w*/i.test(
        title,
      ),
    )
  )
    return true;
  if (speaksOfCopy(sectionText(document, location.line))) return true;
  return commandsAround(document, location).before.some(keepsCopy);
}

/** A section is asked about for each of its statements. */
const speaksOfCopy = remembered(8, section =>
  /\b(?:back ?up|snapshot|copy)\b[^.\n]*\b(?:first|before|taken|exists)\b|\b(?:destroys|deletes|erases|loses|wipes) (?:all|every|the)\b/i.test(
    section,
  ),
);
