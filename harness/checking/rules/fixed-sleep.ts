import { enclosing } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { isFollowed } from '../shell-facts/is-followed.ts';

/**
 * A fixed wait is too long on a good day and too short on the day that it is needed.
 *
 * The machine is busy, the database reads its log, and what follows thirty seconds later finds nothing ready. A check there tells of a failure
 * that is none; a step there acts on half a system.
 *
 * It is right where time itself is meant, such as between two measurements. Waits inside of loops, which ask again, are not reported.
 *
 * @example Long enough, most of the time
 * ````markdown
 * ```bash
 * systemctl restart mariadb
 * sleep 20
 * systemctl start shop-api
 * sleep 1m
 * curl -f http://127.0.0.1:9000/ready
 * ```
 * ````
 * 3:1-3:9 unexpected `sleep 20`, expected a wait for what is meant: 2 waits of this text are fixed
 *
 * @example In a loop that asks, and at the end
 * ````markdown
 * ```bash
 * for i in $(seq 30); do mysqladmin ping --silent && break; sleep 10; done
 * systemctl start shop-api
 * sleep 30
 * ```
 * ````
 * none
 *
 * @example A moment
 * ````markdown
 * ```bash
 * systemctl reload haproxy
 * sleep 2
 * curl -f http://127.0.0.1:9000/ready
 * ```
 * ````
 * none
 */
export const fixedSleep: Rule = {
  kind: 'fixed-sleep',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    const found = commandsNamed(/^sleep$/).flatMap(command => (isLongWait(command) ? { command } : []));
    for (const [{ command }, ...more] of byShell(found))
      yield {
        message: `unexpected \`${command.words.map(({ value }) => value).join(' ')}\`, expected a wait for what is meant${more.length === 0 ? '' : `: ${more.length + 1} waits of this text are fixed`}`,
        location: command.location,
        hint: 'Ask again and again, with a limit: for i in $(seq 30); do CHECK && break; sleep 2; done.',
      };
  },
};

function isLongWait(command: ShellCommand): boolean {
  const [, count, unit] = /^(\d+)([smhd]?)$/.exec(command.args[0]?.value ?? '') ?? [];
  if (command.name !== 'sleep' || command.shell.block === undefined || count === undefined) return false;
  if (Number(count) < 5 && !/[mhd]/.test(unit ?? '')) return false;
  return enclosing(command, 'for', 'while', 'until', 'select') === undefined && isFollowed(command);
}
