import { commentAbove } from '../shell-facts/comment-above.ts';
import { commandText } from '../shell-facts/command-text.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Location } from '../../model/location.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Words speak of a span of time, and the command counts lines or lengths.
 *
 * "Errors of the last 24 hours" above `--lines 100` is a minute on a busy day, and a month on a quiet one. Who reads the answer believes that
 * the night was calm.
 *
 * A command that knows the time (`--since`, `-mmin`, a pattern with a date) is right. What a script looks at, the rule does not know.
 *
 * @example Lines in place of hours
 * ````markdown
 * ```bash
 * # failures of the last 6 hours
 * tail -n 500 /var/log/mail.log
 *
 * echo "Mails sent (last hour):"
 * redis-cli llen mail:sent
 * ```
 * ````
 * 2:19-2:31 unexpected "last 6 hours" above `tail -n 500 /var/log/mail.log`, expected a command that knows the time: it counts lines or entries
 * 5:19-5:28 unexpected "last hour" above `redis-cli llen mail:sent`, expected a command that knows the time: it counts lines or entries
 *
 * @example A span that the command knows
 * ````markdown
 * ```bash
 * # failures of the last 6 hours
 * journalctl -u postfix --since '6 hours ago'
 *
 * # files of the last 2 days
 * find /srv/dumps -mtime -2
 * ```
 * ````
 * none
 *
 * @example No span
 * ````markdown
 * ```bash
 * # the last 500 lines
 * tail -n 500 /var/log/mail.log
 * ```
 * ````
 * none
 */
export const commentCodeMismatch: Rule = {
  kind: 'comment-code-mismatch',
  preset: 'default',
  *check(document): Iterable<Report> {
    const told = new Set<number>();
    for (const command of document.commandsNamed(/^(?:tail|head|redis-cli|valkey-cli|pm2|docker|docker-compose|kubectl|journalctl)$/)) {
      if (!counts(command) || command.shell.origin !== 'block') continue;
      const found = spanAbove(command, document);
      if (found === undefined || told.has(found.location.line)) continue;
      told.add(found.location.line);
      yield {
        message: `unexpected "${found.span}" above \`${commandText(command, 40)}\`, expected a command that knows the time: it counts lines or entries`,
        location: found.location,
        hint: "Ask by time: journalctl --since '1 hour ago', docker logs --since 1h, find -mmin -60, or say what it counts.",
      };
    }
  },
};

function counts({ name, args }: ShellCommand): boolean {
  const text = args.map(({ value }) => value).join(' ');
  if (/since|until|-newer|mtime|mmin|\bdate\b|interval|ago|\d:\d|%[HYmd]/i.test(text)) return false;
  if (/^(?:tail|head)$/.test(name)) return true;
  if (/^(?:redis|valkey)-cli$/.test(name)) return /\b(?:llen|scard|zcard|xlen|dbsize)\b/i.test(text);
  return (
    /^(?:pm2|docker|docker-compose|kubectl|journalctl)$/.test(name) &&
    /\blogs?\b|^-u/.test(text) &&
    /(?:--lines|--tail|-n)[ =]?\d/.test(text)
  );
}

const span = /\b(?:last|past)\s+(?:\d+\s*)?(?:h|hours?|min|minutes?|days?|weeks?|24h|\d+\s*[hdm])\b/i;

/** In the comment above, or in the words that the line above prints. */
function spanAbove(command: ShellCommand, { source }: CheckedDocument): { readonly span: string; readonly location: Location } | undefined {
  const { line } = command.location;
  const comment = commentAbove(source, line);
  const above = source.lines[line - 2] ?? '';
  const row =
    comment === undefined
      ? line - 1
      : line -
        1 -
        comment.text
          .split('\n')
          .toReversed()
          .findIndex(text => span.test(text));
  const text = comment === undefined ? (/^\s*(?:echo|printf)\s/.test(above) ? above : '') : (source.lines[row - 1] ?? '');
  const match = span.exec(text);
  if (match === null) return undefined;
  return {
    span: match[0],
    location: { file: source.file, line: row, column: match.index + 1, endLine: row, endColumn: match.index + match[0].length + 1 },
  };
}
