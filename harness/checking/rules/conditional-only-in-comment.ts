import { isDump } from '../shell-facts/backups.ts';
import { changes } from '../shell-facts/changes.ts';
import { commentAbove } from '../shell-facts/comment-above.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isSetUp } from '../shell-facts/set-up.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command that changes something runs always, though the comment above says in which case.
 *
 * "# Rebuild the index (if needed)": the block is copied as a whole, and the index is rebuilt in the middle of an outage that had another
 * cause. The shell does not read comments, nor does somebody who is in a hurry.
 *
 * It is right where the block holds nothing else, for then the reader chooses the block, and where a condition of the shell stands around the
 * command. Where the comment says only whether something is there at all ("if installed", "if applicable"), so it is before what does no
 * harm: tests, a linter, a backup. Where it says no more than "(if needed)", what only adds something is left alone: to install, build or start
 * what is there already does nothing; and so is what sets something up, for its reader has time. Comments that begin with "If" or "Or" are reported as `alternatives`.
 *
 * @example A case in brackets
 * ````markdown
 * ```bash
 * # Look at the cluster
 * rabbitmqctl cluster_status
 *
 * # Restart the broker if it is stuck
 * systemctl restart rabbitmq-server
 * ```
 *
 * ```bash
 * df -h /var/lib/notes
 *
 * # Drop the old partition (only when the disk is full)
 * psql notes -c 'DROP TABLE events_2019'
 * ```
 * ````
 * 6:1-6:34 unexpected condition in a comment ("if it is stuck"), expected a block of its own: `systemctl restart rabbitmq-server` runs in every case
 * 13:1-13:39 unexpected condition in a comment ("(only when the disk is full)"), expected a block of its own: `psql notes -c 'DROP TABLE events_2019'` runs in every case
 *
 * @example A block of its own
 * ````markdown
 * ```bash
 * # Restart the broker if it is stuck
 * systemctl restart rabbitmq-server
 * ```
 * ````
 * none
 *
 * @example A condition that the shell reads
 * ````markdown
 * ```bash
 * rabbitmqctl cluster_status
 * # Restart the broker if needed
 * if ! rabbitmqctl await_startup --timeout 10; then
 *   systemctl restart rabbitmq-server
 * fi
 * ```
 * ````
 * none
 *
 * @example Whether something is there, before what does no harm, and before what changes something
 * ````markdown
 * ```bash
 * git fetch --tags
 *
 * # Lint the playbooks (if configured)
 * ansible-lint site.yml
 *
 * # Keep a copy of the data (if applicable)
 * sudo ./ops/backup-notes.sh
 *
 * # Bring the tables up to date (if applicable)
 * rails db:migrate
 * ```
 * ````
 * 11:1-11:17 unexpected condition in a comment ("(if applicable)"), expected a block of its own: `rails db:migrate` runs in every case
 *
 * @example What only adds something
 * ````markdown
 * ```bash
 * docker compose up -d
 *
 * # Start the collector (optional)
 * docker compose --profile collector up -d
 *
 * # Start over (if needed)
 * docker compose kill
 *
 * # Start the service if stopped
 * sudo systemctl start importer
 * ```
 * ````
 * 8:1-8:20 unexpected condition in a comment ("(if needed)"), expected a block of its own: `docker compose kill` runs in every case
 *
 * @example An installation
 * ````markdown
 * ## First-time setup
 *
 * ```bash
 * npm ci
 *
 * # Fill the tables (optional)
 * npm run db:seed
 * ```
 * ````
 * none
 *
 * @example Whether one can get there
 * ````markdown
 * ```bash
 * df -h
 *
 * # Look at the node itself (if accessible)
 * kubectl debug node/worker-3 -it --image=debian:12
 * ```
 * ````
 * none
 *
 * @example What only looks, and a comment that explains
 * ````markdown
 * ```bash
 * # Show the queues (if any)
 * rabbitmqctl list_queues
 *
 * # Show the nodes (if it is a cluster)
 * redis-cli -a "$PASSWORD" CLUSTER NODES
 *
 * # Wait, so that clients notice if the broker goes away
 * systemctl stop rabbitmq-server
 * ```
 * ````
 * none
 */
export const conditionalOnlyInComment: Rule = {
  kind: 'conditional-only-in-comment',
  preset: 'default',
  *check(document): Iterable<Report> {
    const seen = new Set<number>();
    for (const command of document.commands) {
      // SQL that lacks its client is told as that.
      if (/^(?:select|show|explain)$/i.test(command.name)) continue;
      if (command.shell.origin !== 'block' || !command.shell.text.includes('#') || !isStraight(command) || !changes(command)) continue;
      const found = conditionOf(command, document);
      if (found === undefined || seen.has(found.line) || isAlone(command, found, document)) continue;
      if (
        isSetUp(document.runbook, found.line) ||
        ((saysNothing.test(found.condition) || notThere.test(found.condition)) && onlyAdds(command))
      )
        continue;
      if (whereOneCan.test(found.condition) || (whetherThere.test(found.condition) && doesNoHarm(command))) continue;
      seen.add(found.line);
      yield {
        message: `unexpected condition in a comment ("${found.condition}"), expected a block of its own: \`${commandText(command, 40)}\` runs in every case`,
        location: command.location,
        hint: 'Put the command into a fence of its own below a sentence that begins with "If …", or ask the shell: if CHECK; then ….',
      };
    }
  },
};

const condition =
  /\((?:only )?(?:if|when)\s(?!using\b|you use\b)[^)]+\)|\((?:optional|as needed|where needed)\)|\b(?:only )?(?:if|when|as|where)\s+(?:needed|necessary|required|applicable|appropriate)\b|\bif\s+(?:(?:it|they)(?:\s+is|\s+are|'s)?\s+(?:still\s+)?)?(?:corrupt(?:ed)?|stuck|broken|stale|full|down|stopped|failed|failing|hanging|hung|unresponsive)\b/i;

/** No case at all. */
const saysNothing = /^\(?(?:(?:only )?(?:if|when|as|where)\s+(?:needed|necessary|required|applicable|appropriate)|optional)\)?$/i;

/** What runs is not started again. */
const notThere = /^\(?(?:only )?(?:if|when)\s+(?:(?:it|they)(?:\s+is|\s+are|'s)?\s+)?(?:stopped|down)\)?$/i;

/** What is there already stays as it is. */
function onlyAdds({ words }: ShellCommand): boolean {
  const text = words
    .map(({ value }) => value)
    .filter((value, index) => index === 0 || !value.startsWith('-'))
    .join(' ');
  return !/^(?:sudo )?\S+ .*\b(?:force|reset|restart|recreate|upgrade|downgrade|migrate)/i.test(text) && adds.test(text);
}
const adds =
  /^(?:ssh-keygen|mkdir|(?:docker compose|docker-compose|podman-compose) (?:\S+ )?(?:up|pull|build|start)|docker (?:pull|build)|git (?:clone|fetch)|(?:apt|apt-get|dnf|yum|apk|brew|pip3?|npm|pnpm|yarn|composer|gem|cargo|go) (?:install|add|ci)|systemctl (?:start|enable)|chmod [0-7]{3,4}|python3? venv)\b/;

/** Where one cannot, the command fails, and nothing is done that should not be. */
const whereOneCan = /^\(?(?:if|when|where)\s+(?:(?:it|they|this)(?:\s+is|\s+are|'s)\s+)?(?:accessible|reachable|possible|supported)\)?$/i;

const whetherThere =
  /^\(?(?:only )?(?:if|when|where)\s+(?:(?:it|they|this)(?:\s+is|\s+are|'s)\s+)?(?:configured|installed|applicable|available|enabled|present|used)\)?$/i;

/** What only tests, or makes a copy, by its words; what is not known may do harm. */
function doesNoHarm(command: ShellCommand): boolean {
  if (isDump(command)) return true;
  const text = command.words.map(({ value }) => value).join(' ');
  return !actsOnSystems.test(command.name) && !harms.test(text) && testsOrCopies.test(text);
}

/** Their words name what they act on: `systemctl start backup` is no backup. */
const actsOnSystems =
  /^(?:systemctl|service|docker|docker-compose|podman|kubectl|helm|psql|mysql|mariadb|sqlite3?|redis-cli|mongosh?|git|terraform|gcloud|aws|az|pm2|supervisorctl|mv|cp|ln|chmod|chown|sed|tee|curl)$/;
const harms =
  /delet|drop|remov|\brm\b|purge|prune|reset|flush|clean|migrat|deploy|start|stop|kill|roll|restor|appl[iy]|upgrad|install|promot|\bfix\b/i;
const testsOrCopies =
  /(?:^|[^a-z])(?:tests?|lint|\w+lint|pre-commit|pytest|jest|checks?|healthcheck|validate|verify|scan|audit|smoke|back-?up|snapshot)(?![a-z])/i;

/** What the comment above says, when the command stands in the lines right below it. */
function conditionOf(
  { location, shell }: ShellCommand,
  { source }: CheckedDocument,
): { readonly condition: string; readonly line: number } | undefined {
  let { line } = location;
  const first = shell.locate(0, 0).line;
  while (line > first && !/^[\s>]*(?:#|$)/.test(source.lines[line - 2] ?? '')) line--;
  const comment = commentAbove(source, line);
  const last = comment?.text.split('\n').at(-1) ?? '';
  const found = /^(?:or|alternatively|otherwise|if|only (?:if|when)|option [a-z\d])\b/i.test(last) ? undefined : condition.exec(last)?.[0];
  return found === undefined ? undefined : { condition: found, line };
}

/** Whether all commands of the block stand below that comment. */
function isAlone({ shell }: ShellCommand, { line }: { readonly line: number }, { source }: CheckedDocument): boolean {
  let end = line;
  while (!/^[\s>]*(?:#|$)/.test(source.lines[end] ?? '')) end++;
  return shell.commands.every(({ location }) => location.line >= line && location.line <= end);
}
