import { commandText } from '../shell-facts/command-text.ts';
import { isPart, linesOf, procedureLines } from '../shell-facts/procedure-lines.ts';
import { remedies, remedyOf, type Remedy } from '../shell-facts/remedies.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { isLooking } from '../../reading/runbook/guess-role.ts';
import { chainsBefore, outermost } from '../document/shell/ask.ts';
import { sectionAt } from '../document/section-at.ts';
import type { Runbook } from '../../model/runbook.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { isDump } from '../shell-facts/backups.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A procedure ends with a remedy, and nothing looks whether it helped.
 *
 * `systemctl restart` returns when the process has been started, not when users are served. Whoever follows the page goes back to bed; the
 * service that dies again after ten seconds is found in the morning.
 *
 * A command that asks, a sentence that says what to see, or a section of that purpose behind the remedy is enough. Only restarts, restores and
 * the freeing of space below a heading that speaks of trouble or upkeep are looked at; a list of commands to look up is no procedure.
 *
 * @example A restart at the end
 * ````markdown
 * # Incidents
 *
 * ## Search is stuck
 *
 * ```bash
 * curl -fsS http://search.internal:9200/_cluster/health
 * sudo systemctl restart opensearch
 * ```
 *
 * ## Disk is full
 *
 * ```bash
 * df -h /var
 * journalctl --vacuum-size=200M
 * ls /var/log
 * ```
 * ````
 * 7:6-7:34 unexpected end of the procedure after `systemctl restart opensearch`, expected a check: nothing tells whether it helped
 * 14:1-14:30 unexpected end of the procedure after `journalctl --vacuum-size=200M`, expected a check: nothing tells whether it helped
 *
 * @example A check in the same block, and one further down
 * ````markdown
 * # Incidents
 *
 * ## Search is stuck
 *
 * ```bash
 * sudo systemctl restart opensearch
 * curl -fsS --retry 10 http://search.internal:9200/_cluster/health
 * ```
 *
 * ## Mail is down
 *
 * ### Resolution
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 *
 * ### Verification
 *
 * The queue (`mailq`) is empty after a minute.
 * ````
 * none
 *
 * @example A section for all of them
 * ````markdown
 * # Search is down
 *
 * ## What to do
 *
 * ### Case A: a node is stuck
 *
 * 1. Start it again:
 *    ```bash
 *    sudo systemctl restart opensearch
 *    ```
 *
 * ### Case B: all nodes are stuck
 *
 * 1. Start them again:
 *    ```bash
 *    docker compose restart
 *    ```
 *
 * ## Validation
 *
 * Search for a word that is there.
 * ````
 * none
 *
 * @example A section that says that it is for all of them
 * ````markdown
 * # Search is down
 *
 * ## Verification
 *
 * After the fix, search for a word that is there.
 *
 * ## Data recovery
 *
 * ```bash
 * sudo systemctl restart opensearch
 * ```
 * ````
 * none
 *
 * @example A sentence that says what to see
 * ````markdown
 * ## Search is stuck
 *
 * ```bash
 * sudo systemctl restart opensearch
 * ```
 *
 * The dashboard should be green within two minutes.
 * ````
 * none
 *
 * @example The way back, behind the check that asks for it
 * ````markdown
 * # Search is stuck
 *
 * ## Resolution
 *
 * ```bash
 * sudo systemctl restart opensearch
 * ```
 *
 * ## Verification
 *
 * ```bash
 * curl -fsS http://search.internal:9200/_cluster/health
 * ```
 *
 * ## Rollback
 *
 * ```bash
 * sudo systemctl start opensearch-standby
 * ```
 * ````
 * none
 *
 * @example What is switched off
 * ````markdown
 * ## The importer floods the queue: emergency
 *
 * ```bash
 * kubectl scale deployment importer --replicas=0
 * ```
 * ````
 * none
 *
 * @example A note, and a question to a database whose password stands between angle brackets
 * ````markdown
 * ## Restore a dump
 *
 * ```bash
 * pg_restore -d tickets tickets.dump
 * ```
 *
 * ## Database operations
 *
 * ### Back up
 *
 * ```bash
 * pg_dump -d tickets > tickets.sql
 * ```
 *
 * ### Restore
 *
 * ```bash
 * docker exec -i db psql -v ON_ERROR_STOP=1 -d tickets < tickets.sql
 * ```
 *
 * ### Both by hand
 *
 * ```bash
 * pg_dump -d tickets > tickets.sql
 * psql -v ON_ERROR_STOP=1 -d tickets < tickets.sql
 * ```
 *
 * ## Replication fails
 *
 * ```bash
 * mysql -uroot -p<password> -e 'SHOW BINARY LOGS'
 * ```
 * ````
 * none
 *
 * @example Commands to look up, and an installation
 * ````markdown
 * # Search runbook
 *
 * ## Useful commands
 *
 * ```bash
 * sudo systemctl restart opensearch
 * ```
 *
 * ## Installation
 *
 * ```bash
 * sudo systemctl start opensearch
 * ```
 * ````
 * none
 */
export const missingVerification: Rule = {
  kind: 'missing-verification',
  preset: 'default',
  *check(document): Iterable<Report> {
    const last = new Map<number, { readonly command: ShellCommand; readonly remedy: Remedy }>();
    for (const command of document.commandsNamed(remedies)) {
      const remedy = isCarriedOut(command) ? remedyOf(command) : undefined;
      if (remedy === undefined || !isTrouble(document, command, remedy) || isWayBack(document, command) || isBehindLoop(command)) continue;
      if (remedy === 'data' && isSnippet(document, command)) continue;
      last.set(procedureLines(document, command.location.line)[0], { command, remedy });
    }
    for (const { command, remedy } of last.values()) {
      if (isVerified(document, command, remedy)) continue;
      yield {
        message: `unexpected end of the procedure after \`${commandText(command)}\`, expected a check: nothing tells whether it helped`,
        location: command.location,
        hint: hintFor(command, remedy),
      };
    }
  },
};

function hintFor({ name }: ShellCommand, remedy: Remedy): string {
  if (remedy === 'space') return 'Ask how much is free now: df.';
  const wait = name === 'kubectl' ? 'Wait for it (kubectl rollout status KIND/NAME --timeout=120s), then ask' : 'Ask';
  return `${wait} what users ask, until it answers: curl -fsS --retry 10 --retry-all-errors URL.`;
}

const trouble =
  /incident|issues?\b|problem|error|fail|\bdown\b|outage|recover|restor|roll ?back|emergenc|troubleshoot|crash|stuck|\bhigh\b|slow|leak|\bfull\b|backlog|exhaust|unavailable|unreachable|not (?:respond|work|start)|critical|expir|maintenance|rotat|corrupt|timeout|locked|too many/i;
const space = /\b(?:disk|space|storage|full|inodes?|quota)\b/i;
const noProcedure =
  /useful|cheat|reference|appendix|examples?\b|overview|install|set-?up|getting started|prerequisite|configur|\bcommands\b/i;

function isTrouble({ runbook }: CheckedDocument, { location }: ShellCommand, remedy: Remedy): boolean {
  const titles = titlesAbove(runbook, location.line);
  return titles.some(title => (remedy === 'space' ? space : trouble).test(title)) && !titles.some(title => noProcedure.test(title));
}

/** A command to copy, such as "Restore a dump" in a page of notes: its heading has nothing else, and those above it name no trouble. */
function isSnippet(document: CheckedDocument, { location }: ShellCommand): boolean {
  const isAlone = ([from, to]: readonly [number, number]): boolean =>
    new Set(
      document.commands
        .filter(other => other.location.line >= from && other.location.line < to && other.inner === undefined && !isDump(other))
        .map(({ pipeline }) => pipeline),
    ).size === 1;
  if (isAlone(procedureLines(document, location.line))) return true;
  const own = sectionAt(document.runbook, location.line);
  const [, ...above] = titlesAbove(document.runbook, location.line);
  return own !== undefined && !isPart(own.title) && isAlone(linesOf(document.runbook, own)) && !above.some(title => trouble.test(title));
}

/** The way back is taken when a check has failed: that check is there. */
function isWayBack({ runbook }: CheckedDocument, { shell }: ShellCommand): boolean {
  return shell.block?.role === 'rollback' && runbook.blocks.some(({ role }) => role === 'verify');
}

/** What is only set back after a loop has waited for the success. */
function isBehindLoop(command: ShellCommand): boolean {
  return chainsBefore(outermost(command)).some(({ pipelines }) =>
    pipelines.some(({ stages }) => stages.some(stage => stage.type === 'compound' && (stage.kind === 'while' || stage.kind === 'until'))),
  );
}

const words =
  /\b(?:verif\w*|validat\w*|confirm\w*|checks?|checking|ensure|make sure|monitor|watch|should|expect\w*|tests?|observe|healthy|until|wait for|smoke|look)\b/i;
const titlesOfChecks =
  /verif|validat|confirm|post-?(?:check|deploy|restor|recover)|after (?:each|every|the (?:fix|restart|recovery|procedure))/i;

function isVerified(document: CheckedDocument, command: ShellCommand, remedy: Remedy): boolean {
  const { runbook, source, commands } = document;
  const { line } = command.location;
  const [from, to] = procedureLines(document, line);
  const asks = commands.some(
    other =>
      (other.location.line > line || (other.location.line === line && other.location.column > command.location.column)) &&
      other.location.line < to &&
      (remedy === 'space' ? /^(?:df|du|free|ncdu)$/.test(other.name) : isQuestion(other)),
  );
  if (asks) return true;
  // What is written behind it: sentences, and what comments and scripts are called.
  const behind = source.lines.slice(command.location.endLine ?? line, to === Infinity ? undefined : to - 1).join('\n');
  if (remedy === 'space' ? /\bdf\b|\bdu\b|disk usage|free space|space (?:is|was|has)/i.test(behind) : words.test(behind)) return true;
  return isVerifiedBelow(runbook, from, to) || isVerifiedForAll(document);
}

/** Whether a section of that purpose comes behind the procedure, beside it or beside a heading above it. */
function isVerifiedBelow(runbook: Runbook, from: number, to: number): boolean {
  for (let at = sectionAt(runbook, from); at !== undefined;) {
    const { parent } = at;
    if (runbook.procedures.some(other => other.parent === parent && other.location.line >= to && titlesOfChecks.test(other.title)))
      return true;
    at = runbook.procedures.find(({ id }) => id === parent);
  }
  return false;
}

/** Whether a section of that purpose says that it is for whatever was done: "After the fix, …". */
function isVerifiedForAll({ runbook, source }: CheckedDocument): boolean {
  return runbook.procedures.some(({ title, location }) => {
    if (!titlesOfChecks.test(title)) return false;
    const first = source.lines.slice(location.line, location.line + 3).find(line => line.trim() !== '');
    return /^(?:once|after) (?:any |each |every |the |a )?(?:fix|remed|recover|resol|mitigat|change|step|procedure)/i.test(first ?? '');
  });
}

/** Whether a command asks the system something. */
function isQuestion({ name, words: all, inner }: ShellCommand): boolean {
  if (
    name === '' ||
    inner !== undefined ||
    /^(?:echo|printf|cd|sleep|export|set|true|:|\[|\[\[|test|date|read|exit|return|local)$/.test(name)
  )
    return false;
  return (
    isLooking(all.map(({ value }) => value)) ||
    /^(?:curl|wget|http|nc|openssl|certbot|nginx|amtool)$/.test(name) ||
    /test|check|verify|smoke|health|status|list|get\b|show|describe/.test(all.map(({ value }) => value).join(' '))
  );
}
