import { commandText } from '../shell-facts/command-text.ts';
import { commentAbove } from '../shell-facts/comment-above.ts';
import { failsFast } from '../shell-facts/fails-fast.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { statusUseOf } from '../document/shell/ask.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The maintenance page is taken away whatever the checks have found.
 *
 * A pause is no check, and a check whose status nobody looks at stops nothing: users are let in on a system that is still broken, and are the
 * first to notice.
 *
 * A check that decides (`|| exit 1`, `if`, `set -e` above) in the same block is enough. Where a person decides between two blocks, the text
 * says so: "only if all tests have passed".
 *
 * @example After a pause
 * ````markdown
 * ```bash
 * docker compose up -d
 * sleep 30
 * # Disable maintenance mode
 * rm -f /srv/shop/maintenance.html
 * ```
 * ````
 * 5:1-5:33 unexpected `rm -f /srv/shop/maintenance.html` whatever was found before, expected a check that stops
 *
 * @example After a check that stops
 * ````markdown
 * ```bash
 * docker compose up -d
 * curl -fsS --retry 20 http://localhost:7001/ready || exit 1
 * rm -f /srv/shop/maintenance.html
 * ```
 *
 * ```bash
 * set -e
 * php artisan migrate
 * php artisan up
 * ```
 * ````
 * none
 *
 * @example The text names the condition
 * ````markdown
 * Only if all tests have passed:
 *
 * ```bash
 * rm -f /srv/shop/maintenance.html
 * ```
 * ````
 * none
 */
export const gateNotEnforced: Rule = {
  kind: 'gate-not-enforced',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      if (
        command.inner !== undefined ||
        !isCarriedOut(command) ||
        !opens(command, document) ||
        failsFast(command) ||
        isNamed(command, document)
      )
        continue;
      const { commands } = command.shell;
      const gate = commands.slice(0, commands.indexOf(command)).some(other => asks(other) && statusUseOf(other) === 'decides');
      if (gate) continue;
      yield {
        message: `unexpected \`${commandText(command, 40)}\` whatever was found before, expected a check that stops`,
        location: command.location,
        hint: 'Let the check decide: curl -fsS --retry 20 URL || exit 1; or begin the sentence above with "Only if …".',
      };
    }
  },
};

function opens({ name, args, location }: ShellCommand, { source }: CheckedDocument): boolean {
  const call = [name, ...args.map(({ value }) => value)].join(' ');
  if (
    /^rm .*maintenance/i.test(call) ||
    /^php artisan up$/.test(call) ||
    /\b(?:maintenance[:_-](?:off|disable)|disable[_-]maintenance)\b/i.test(call)
  )
    return true;
  return (
    /^(?:cp|mv|ln|nginx|docker-compose|sed)$/.test(name) &&
    /\b(?:disabl\w*|end|leave|lift|remove|exit|turn off)\b.*\bmaintenance\b/i.test(
      commentAbove(source, location.line)?.text.split('\n').at(-1) ?? source.lines[location.line - 2] ?? '',
    )
  );
}

function asks({ name }: ShellCommand): boolean {
  return /^(?:curl|wget|\[|\[\[|test|pg_isready|psql|mysql|redis-cli|npm|make|pytest|bash|sh|php|python3?|grep|[./].*)$/.test(name);
}

/** Whether the words above the block say when. */
function isNamed({ shell }: ShellCommand, { source }: CheckedDocument): boolean {
  const line = shell.block?.location.line ?? 1;
  return (
    shell.block?.branch !== undefined ||
    source.lines
      .slice(Math.max(0, line - 4), line)
      .some(text => /\b(?:only (?:if|when|after)|once|if (?:all|the)|when (?:all|the)|as soon as|after (?:all|the))\b/i.test(text))
  );
}
