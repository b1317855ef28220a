import { commandsAround, sectionText } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * What is to be for a time only is never taken back.
 *
 * "Temporarily" log every query, open the firewall, stop the alerts: the incident ends, and the setting stays until its log fills the disk or
 * somebody comes in through the door.
 *
 * Where the way back stands in the same section, by a command or a sentence ("afterwards set it back"), it is right.
 *
 * @example A setting
 * ````markdown
 * ```bash
 * # temporarily log all queries
 * psql -c "ALTER SYSTEM SET log_min_duration_statement = 0"
 * psql -c 'SELECT pg_reload_conf()'
 * ```
 * ````
 * 3:1-3:58 unexpected change that is to be temporary, expected how it is taken back: the section does not say
 *
 * @example A firewall
 * ````markdown
 * Open the port for now:
 *
 * ```bash
 * sudo ufw allow 5432/tcp
 * ```
 * ````
 * 4:6-4:24 unexpected change that is to be temporary, expected how it is taken back: the section does not say
 *
 * @example It is taken back
 * ````markdown
 * ```bash
 * # temporarily log all queries
 * psql -c "ALTER SYSTEM SET log_min_duration_statement = 0"
 * psql -c "ALTER SYSTEM RESET log_min_duration_statement"
 * ```
 * ````
 * none
 *
 * @example It is told
 * ````markdown
 * Open the port for now, and close it when the import is through:
 *
 * ```bash
 * sudo ufw allow 5432/tcp
 * ```
 * ````
 * none
 *
 * @example For good
 * ````markdown
 * ```bash
 * sudo ufw allow 443/tcp
 * ```
 * ````
 * none
 */
export const temporaryChangeNotReverted: Rule = {
  kind: 'temporary-change-not-reverted',
  preset: 'default',
  *check(document): Iterable<Report> {
    if (!temporary.test(document.source.text)) return;
    const told = new Set<string>();
    for (const command of document.commands) {
      if (!isCarriedOut(command) || !changesSetting(command) || !isTemporary(command, document)) continue;
      const section = sectionText(document, command.location.line);
      const { after } = commandsAround(document, command.location);
      const takesBack =
        /\b(?:revert|set (?:it )?back|take (?:it )?back|afterwards|restore the|undo|disable (?:it )?again|close|re-?enable|turn (?:it )?off|switch (?:it )?off|when (?:you are )?done)\b/i;
      if (
        told.has(section) ||
        takesBack.test(section) ||
        after.some(({ words }) => /\breset\b|\bdelete\b|\bdeny\b|-D\b/i.test(words.map(({ value }) => value).join(' ')))
      )
        continue;
      told.add(section);
      yield {
        message: 'unexpected change that is to be temporary, expected how it is taken back: the section does not say',
        location: command.location,
      };
    }
  },
};

function changesSetting({ name, words }: ShellCommand): boolean {
  const text = words.map(({ value }) => value).join(' ');
  // The way back itself.
  if (/\breset\b|\bdelete\b|\bdeny\b|\s-D\s/i.test(text)) return false;
  return (
    /\balter\s+(?:system|role|database)\b|\bset\s+global\b|\bconfig set\b/i.test(text) ||
    /^(?:ufw|iptables|firewall-cmd|sysctl|setenforce|nft)$/.test(name) ||
    /\b(?:kubectl scale|setsebool)\b/.test(text)
  );
}

/** Whether the comment, the sentence or the heading above says so. */
function isTemporary({ location, shell }: ShellCommand, { source }: CheckedDocument): boolean {
  const from = Math.max(0, Math.min(location.line - 4, (shell.block?.location.line ?? location.line) - 4));
  const above = source.lines
    .slice(from, location.line)
    .filter((line, at, all) => (/^\s*(?:#|--)/.test(line) ? all.length - at <= 4 : true));
  return temporary.test(above.join('\n'));
}

const temporary = /\btemporar(?:y|ily)\b|\bfor now\b|\bfor the time being\b/i;
