import { optionOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * `systemctl is-active` with several units succeeds as soon as one of them is active.
 *
 * The web server and the database are asked together; the database is dead, the status is 0, and the check says that all is well. The words
 * it prints would tell, but nobody prints them with `--quiet` and `&&`.
 *
 * It is right where any one of them is enough, such as either of two names of one service. Where a person reads the words, nothing is
 * reported.
 *
 * @example Three units, one status
 * ````markdown
 * ```bash
 * systemctl is-active --quiet shop-web shop-worker mariadb
 * if sudo systemctl is-active shop-web mariadb; then echo "all up"; fi
 * ```
 * ````
 * 2:1-2:57 unexpected 3 units in one `is-active`, expected one each: its status is 0 as soon as one of them is active
 * 3:9-3:45 unexpected 2 units in one `is-active`, expected one each: its status is 0 as soon as one of them is active
 *
 * @example One at a time
 * ````markdown
 * ```bash
 * for unit in shop-web shop-worker mariadb; do
 *   systemctl is-active --quiet "$unit" || exit 1
 * done
 * ```
 * ````
 * none
 *
 * @example A person reads it
 * ````markdown
 * ```bash
 * systemctl is-active shop-web shop-worker mariadb
 * systemctl status shop-web shop-worker
 * ```
 * ````
 * none
 */
export const isActiveAny: Rule = {
  kind: 'is-active-any',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^systemctl$/)) {
      if (command.name !== 'systemctl') continue;
      const [verb, ...units] = operandsOf(command, /^-[HMpt]$|^--(?:host|machine)$/);
      if (verb?.value !== 'is-active' || units.length < 2) continue;
      if (!decides(command) && optionOf(command, ['-q', '--quiet'], 'HMptn') === undefined) continue;
      yield {
        message: `unexpected ${units.length} units in one \`is-active\`, expected one each: its status is 0 as soon as one of them is active`,
        location: command.location,
        hint: 'Ask one after the other: for unit in A B; do systemctl is-active --quiet "$unit" || exit 1; done.',
      };
    }
  },
};
