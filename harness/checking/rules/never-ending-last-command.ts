import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { endlessOf } from '../shell-facts/endless.ts';
import { isFollowed } from '../shell-facts/is-followed.ts';
import { isTimed } from '../shell-facts/is-timed.ts';
import { isOneOfMany } from '../shell-facts/one-of-many.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';

/**
 * A block whose last command never ends needs somebody to stop it, and does not say what for.
 *
 * A person watches a log go by until it looks right; another one stops too early, or waits for a line that never comes. A drill, or a script
 * that is made of the runbook, waits until its limit.
 *
 * It is right where somebody is meant to watch: say what for, and when to stop. `timeout 60 …` says it to a machine, too.
 *
 * @example A log that goes by
 * ````markdown
 * ```bash
 * systemctl restart shop-api
 * journalctl -fu shop-api
 * ```
 * ````
 * 3:1-3:24 unexpected `journalctl -f` without an end, expected a command that ends, or a word on when to stop it
 *
 * @example A screen
 * ````markdown
 * ```bash
 * watch -n 2 kubectl get pods -n shop
 * ```
 * ````
 * 2:1-2:36 unexpected `watch` without an end, expected a command that ends, or a word on when to stop it
 *
 * @example A worker in the foreground, by its name
 * ````markdown
 * ```bash
 * php -d memory_limit=1G bin/mail-worker.php
 * uptime
 * ```
 * ````
 * 2:1-2:43 unexpected `mail-worker.php` without an end, expected a command that ends, or a word on when to stop it
 *
 * @example It ends
 * ````markdown
 * ```bash
 * timeout 60 journalctl -fu shop-api
 * watch -g 'kubectl get pods -n shop --no-headers'
 * journalctl -u shop-api -n 50
 * php bin/mail-worker.php --once
 * ```
 * ````
 * none
 *
 * @example Others wait for it, which is another mistake
 * ````markdown
 * ```bash
 * journalctl -fu shop-api
 * systemctl restart shop-api
 * ```
 * ````
 * none
 */
export const neverEndingLastCommand: Rule = {
  kind: 'never-ending-last-command',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    const found = commands.flatMap(command => {
      const endless = endlessOf(command);
      if (endless === undefined || command.shell.block === undefined || isTimed(command)) return [];
      const isReported = isFollowed(command) && isCarriedOut(command) && !endless.isGuess && !isOneOfMany(command);
      return isReported ? [] : [{ command, endless }];
    });
    for (const [{ command, endless }, ...more] of byShell(found))
      yield {
        message: `unexpected \`${endless.name}\` without an end, expected a command that ends, or a word on when to stop it${more.length === 0 ? '' : ` (${more.length + 1} of this block)`}`,
        location: command.location,
        hint: endless.hint,
      };
  },
};
