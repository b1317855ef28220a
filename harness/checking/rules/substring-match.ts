import { stagesAfter, stagesBefore } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';
import { grepOf, type GrepCall } from '../shell-facts/grep-call.ts';

/**
 * A number that is looked for as text is found in other numbers, too.
 *
 * `grep 500` finds the status, a size of 15003 bytes and half a second of every minute; `grep -v 200` leaves out the failed request whose answer
 * was 1200 bytes long; `:80` is in `:8080`. The count is wrong, and so is what is decided by it.
 *
 * It is right where the number stands between signs that only a status has: `" 500 "`, `-w`, or awk's `$9 == 500`. A port that a person looks
 * for on a screen is not reported.
 *
 * @example Statuses in an access log
 * ````markdown
 * ```bash
 * grep 503 /var/log/haproxy/access.log | wc -l
 * journalctl -u caddy | grep -v "200\|304"
 * ```
 * ````
 * 2:6-2:9 unexpected `503` for a status, expected signs around it: it is found in other numbers, too
 * 3:31-3:41 unexpected `200\|304` for a status, expected signs around it: it is found in other numbers, too
 *
 * @example A port that decides
 * ````markdown
 * ```bash
 * ss -ltn | grep -q :443 || systemctl start haproxy
 * ```
 * ````
 * 2:19-2:23 unexpected `:443` for a port, expected signs around it: it is found in other numbers, too
 *
 * @example The field, or the whole word
 * ````markdown
 * ```bash
 * grep '" 503 ' /var/log/haproxy/access.log | wc -l
 * grep -w 503 /var/log/haproxy/access.log
 * awk '$9 == 503' /var/log/haproxy/access.log
 * ss -ltn | grep -q ':443 ' || systemctl start haproxy
 * ```
 * ````
 * none
 *
 * @example Numbers that are no statuses, and a person who looks
 * ````markdown
 * ```bash
 * grep 4711 orders.csv
 * ss -ltnp | grep :443
 * curl -sI https://shop.example | grep 200
 * ```
 * ````
 * none
 */
export const substringMatch: Rule = {
  kind: 'substring-match',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      if (call === undefined || pattern === undefined || call.wholeWords) continue;
      const what = isStatusOfLog(command, call) ? 'a status' : isPort(command, call) ? 'a port' : undefined;
      if (what === undefined) continue;
      yield {
        message: `unexpected \`${pattern.value}\` for ${what}, expected signs around it: it is found in other numbers, too`,
        location: pattern.location,
        hint:
          what === 'a status'
            ? "Compare the field: awk '$9 == 503', or add -w."
            : "Let the number end: grep ':443 ', or ask ss for it: ss -ltn 'sport = :443'.",
      };
    }
  },
};

function isStatusOfLog(command: ShellCommand, { patterns, files }: GrepCall): boolean {
  const isStatus = patterns.every(({ value }) => value.split(/\\?\|/).every(one => /^[1-5]\d\d$/.test(one)));
  const before = stagesBefore(command)[0];
  const texts = before?.type === 'command' ? before.words : files;
  return isStatus && texts.some(({ value }) => /\.log\b|access[._]|error_log|^logs?$|^journalctl$/.test(value));
}

/** Ports of up to three digits: hardly any longer one begins another. */
function isPort(command: ShellCommand, { patterns, counts, inverts }: GrepCall): boolean {
  const [before] = stagesBefore(command);
  const listens = before?.type === 'command' && /^(?:ss|netstat|lsof)$/.test(before.inner?.name ?? before.name);
  const isCounted = counts || decides(command) || stagesAfter(command).some(stage => stage.type === 'command' && stage.name === 'wc');
  return listens && isCounted && !inverts && patterns.every(({ value }) => /^:\d{2,3}$/.test(value));
}
