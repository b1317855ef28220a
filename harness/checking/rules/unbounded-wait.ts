import type { Report, Rule } from '../rule.ts';
import { unlimitedLoops } from '../shell-facts/unlimited-loops.ts';

/**
 * A wait for a server without a limit waits for ever when the server does not come back.
 *
 * `until pg_isready; do sleep 1; done` is written for the day on which the database starts. On the other day the runbook stands still here
 * without a word, and the person at the terminal does not know how long is too long.
 *
 * It is right where a person watches, or where something outside ends it, such as the `timeout` of its block; therefore it is no default. A
 * loop that is left by `break` or `exit`, that counts, or that looks at the clock is not reported.
 *
 * @example Until it answers
 * ````markdown
 * ```bash
 * until mysqladmin ping --silent; do
 *   sleep 2
 * done
 * systemctl start shop-api
 * ```
 * ````
 * 2:1-2:6 unexpected `until` without a limit, expected one: it waits for ever when what it asks for never comes
 *
 * @example It counts, or looks at the clock
 * ````markdown
 * ```bash
 * for i in $(seq 30); do mysqladmin ping --silent && break; sleep 2; done
 * until mysqladmin ping --silent || (( ++n > 30 )); do sleep 2; done
 * while ! mysqladmin ping --silent; do [ $SECONDS -gt 60 ] && exit 1; sleep 2; done
 * timeout 60 bash -c 'until mysqladmin ping --silent; do sleep 2; done'
 * ```
 * ````
 * none
 *
 * @example The block has a limit
 * ````markdown
 * ```bash {"timeout":"90s"}
 * until mysqladmin ping --silent; do sleep 2; done
 * ```
 * ````
 * none
 *
 * @example It waits for a number, which is another mistake
 * ````markdown
 * ```bash
 * while [ "$(wc -l < queue.txt)" -gt 3 ]; do sleep 2; done
 * ```
 * ````
 * none
 */
export const unboundedWait: Rule = {
  kind: 'unbounded-wait',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    for (const { loop, waitsFor, location } of unlimitedLoops(commands)) {
      if (waitsFor !== 'ready') continue;
      yield {
        message: `unexpected \`${loop.kind}\` without a limit, expected one: it waits for ever when what it asks for never comes`,
        location,
        hint: 'Count the tries: for i in $(seq 30); do CHECK && break; sleep 2; done; CHECK || exit 1.',
      };
    }
  },
};
