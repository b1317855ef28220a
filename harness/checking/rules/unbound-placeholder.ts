import { changes } from '../shell-facts/changes.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { isSetUp } from '../shell-facts/set-up.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Location } from '../../model/location.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A placeholder that the shell takes for something else runs as it stands.
 *
 * `[release-name]` is a pattern: it becomes the name of any file of one such letter, or is passed on as it is. `YOUR_IP` and `your_db` are
 * words like any other. Copied in a hurry, the firewall lets nobody in, and the wrong job is started again.
 *
 * A sentence or comment beside it that says what to put in ("replace YOUR_IP with …") is enough; a variable (`"$OFFICE_IP"`) that an earlier
 * line sets is better. Placeholders between angle brackets are left alone, for every reader knows them; so is what sets something up, where
 * filling in is the work.
 *
 * @example A pattern, and words
 * ````markdown
 * ```bash
 * flyctl releases rollback [release-name]
 * sudo ufw allow from YOUR_IP to any port 22
 * curl -fsS -X POST "http://localhost:8080/admin/replay?job=JOB_ID"
 * ```
 * ````
 * 2:26-2:40 unexpected `[release-name]`, expected a variable: the shell takes it for a pattern of file names
 * 3:21-3:28 unexpected `YOUR_IP`, expected a variable that an earlier line sets: the command runs as it stands
 * 4:19-4:66 unexpected `JOB_ID`, expected a variable that an earlier line sets: the command runs as it stands
 *
 * @example Names of kinds that nobody has
 * ````markdown
 * ```sql
 * UPDATE mails SET state = 'held' WHERE kind NOT IN ('mail_kind_1', 'mail_kind_2');
 * ```
 * ````
 * 2:53-2:64 unexpected `mail_kind_1`, expected a variable that an earlier line sets: the command runs as it stands
 *
 * @example A sentence says what to put in
 * ````markdown
 * Replace YOUR_IP with the address of the office.
 *
 * ```bash
 * sudo ufw allow from YOUR_IP to any port 22
 * ```
 * ````
 * none
 *
 * @example An installation
 * ````markdown
 * ## Install the agent
 *
 * ```bash
 * sudo ./install.sh --server https://YOUR_SERVER:7443
 * ```
 * ````
 * none
 *
 * @example Between quotes, and for git, which knows no such commit
 * ````markdown
 * ```bash
 * echo "https://sentry.io/organizations/[your-org]/issues/"
 * git revert [bad-commit]
 * ```
 * ````
 * none
 *
 * @example Angle brackets, a variable, and hosts of examples
 * ````markdown
 * ```bash
 * kubectl delete pod <pod-name>
 * sudo ufw allow from "$OFFICE_IP" to any port 22
 * curl -fsS https://your-domain.com/health
 * ls [a-c]*
 * ```
 * ````
 * none
 */
export const unboundPlaceholder: Rule = {
  kind: 'unbound-placeholder',
  preset: 'default',
  *check(document): Iterable<Report> {
    const told = new Set<string>();
    for (const { text, location } of placeholdersOf(document)) {
      if (told.has(text) || isExplained(document, text, location) || isSetUp(document.runbook, location.line)) continue;
      told.add(text);
      yield {
        message: text.startsWith('[')
          ? `unexpected \`${text}\`, expected a variable: the shell takes it for a pattern of file names`
          : `unexpected \`${text}\`, expected a variable that an earlier line sets: the command runs as it stands`,
        location,
        hint: 'Ask for the value first, and stop without it: read -r NAME; : "${NAME:?}".',
      };
    }
  },
};

interface Found {
  readonly text: string;
  readonly location: Location;
}

function placeholdersOf({ runbook, commands, source }: CheckedDocument): readonly Found[] {
  const carriedOut = commands.filter(isCarriedOut);
  const listed = runbook.placeholders.flatMap(({ text, location }) => {
    const command = carriedOut.findLast(({ location: place }) => isWithin(location, place));
    if (command === undefined || !(/^\[.*\]$/.test(text) ? isPattern(text, command) : /^(?:YOUR|your)_/.test(text) && changes(command)))
      return [];
    return [{ text, location: { ...location, endLine: location.line, endColumn: location.column + text.length } }];
  });
  return [...listed, ...carriedOut.flatMap(keysIn), ...valuesIn(runbook, source)].toSorted(
    (one, other) => one.location.line - other.location.line,
  );
}

/** Whether the shell takes it for one: not between quotes, nor where the program asks by name, and says so when there is no such. */
function isPattern(text: string, { name, args }: ShellCommand): boolean {
  return (
    name !== 'git' && !args.some(({ value, parts }) => value.includes(text) && parts.some(part => part.quoted && part.value.includes(text)))
  );
}

/** Keys in addresses that nobody has: `?id=ORDER_ID`. */
function keysIn(command: ShellCommand): readonly Found[] {
  const found = command.words.flatMap(word => {
    const key = word.value.includes('_ID') ? /:\/\/.*[=/]([A-Z][A-Z\d]*_ID)(?=$|[&/])/.exec(word.value)?.[1] : undefined;
    return key === undefined ? [] : [{ text: key, location: word.location }];
  });
  return found.length > 0 && changes(command) ? found : [];
}

/** Values that are only numbered: `IN ('kind_1', 'kind_2')`, in statements that change rows. */
function valuesIn({ blocks }: CheckedDocument['runbook'], { file, lines }: CheckedDocument['source']): readonly Found[] {
  return blocks.flatMap(({ location, text }) =>
    !/\b(?:update|delete)\b/i.test(text)
      ? []
      : lines.slice(location.line - 1, location.endLine ?? location.line).flatMap((content, index) => {
          const match = /\bIN\s*\(\s*'(([A-Za-z]+_)+1)'\s*,\s*'\2?\w*2'/i.exec(content);
          if (match === null) return [];
          const [all, value = ''] = match;
          const column = match.index + all.indexOf(value) + 1;
          const line = location.line + index;
          return [{ text: value, location: { file, line, column, endLine: line, endColumn: column + value.length } }];
        }),
  );
}

function isWithin({ line, column }: Location, { line: from, column: left, endLine = from, endColumn = Infinity }: Location): boolean {
  return (line > from || (line === from && column >= left)) && (line < endLine || (line === endLine && column < endColumn));
}

/** Whether a line nearby speaks of it, or of replacing something. */
function isExplained({ source }: CheckedDocument, text: string, { line }: Location): boolean {
  const near = source.lines.slice(Math.max(0, line - 9), line + 6).filter((_, index) => index !== Math.min(line - 1, 8));
  return near.some(
    other =>
      /\b(?:replac|substitut|fill (?:it |them )?in|placeholder)/i.test(other) ||
      new RegExp(`(?:\`|where |with )${escaped(text)}\\b.*\\b(?:is|with|by|stands|means)\\b`).test(other),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, '\\$&');
}
