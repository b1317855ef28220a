import { optionValueOf } from '../document/shell/ask.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { isWarned } from '../shell-facts/said-beside.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The straight path empties a Redis.
 *
 * `FLUSHALL` and `FLUSHDB` delete what others keep there beside the cache: jobs that wait, sessions, locks, limits. "If the cache is corrupt"
 * in a comment decides nothing: whoever follows the block loses all of it.
 *
 * A Redis that holds nothing but a cache may be emptied: below a heading that says so ("Flush the cache"), behind a question or a warning
 * (`# deletes all jobs`), or by the number of its database (`redis-cli -n 3 FLUSHDB`); 0 is what everybody uses who gives none.
 *
 * @example On the way
 * ````markdown
 * ## Redis is slow
 *
 * ```bash
 * # if the cache is corrupt
 * docker exec redis redis-cli FLUSHALL
 * ```
 * ````
 * 5:29-5:37 unexpected `FLUSHALL` in the straight path, expected the keys that are meant: jobs, sessions and locks go, too
 *
 * @example Each time
 * ````markdown
 * ```bash
 * redis-cli -h redis-1 flushdb async
 * ```
 * ````
 * 2:22-2:29 unexpected `FLUSHDB` in the straight path, expected the keys that are meant: jobs, sessions and locks go, too
 *
 * @example The database that everybody uses
 * ````markdown
 * ```bash
 * redis-cli -h redis-1 -n 0 FLUSHDB
 * ```
 * ````
 * 2:27-2:34 unexpected `FLUSHDB` in the straight path, expected the keys that are meant: jobs, sessions and locks go, too
 *
 * @example A question, a number, and keys
 * ````markdown
 * ```bash
 * read -p "Delete all sessions? " answer
 * [ "$answer" = yes ] && redis-cli FLUSHALL
 * redis-cli -n 3 FLUSHDB
 * redis-cli --scan --pattern 'cache:*' | xargs redis-cli UNLINK
 * ```
 * ````
 * none
 *
 * @example It is what the section is for
 * ````markdown
 * ## Flush the cache
 *
 * ```bash
 * redis-cli FLUSHDB
 * ```
 * ````
 * none
 *
 * @example A warning
 * ````markdown
 * Never type `redis-cli FLUSHALL` here.
 *
 * ```bash
 * # careful: deletes the jobs, too
 * redis-cli FLUSHALL
 * ```
 * ````
 * none
 */
export const flushSharedRedis: Rule = {
  kind: 'flush-shared-redis',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { runbook } = document;
    for (const command of document.commandsNamed(/^(?:redis|valkey|keydb)-cli$/)) {
      const word = flushOf(command);
      if (word === undefined || !isStraight(command) || isWarned(document, command.location)) continue;
      if (
        titlesAbove(runbook, command.location.line).some(title =>
          /\b(?:flush|clear|empty|reset|purge|wipe|drop|invalidat)\w*\b.*\b(?:cache|redis|sessions?|data|db|database)|\b(?:test|benchmark|develop\w*|local)\b/i.test(
            title,
          ),
        )
      )
        continue;
      yield {
        message: `unexpected \`${word.value.toUpperCase()}\` in the straight path, expected the keys that are meant: jobs, sessions and locks go, too`,
        location: word.location,
        hint: "By pattern: redis-cli --scan --pattern 'cache:*' | xargs redis-cli UNLINK.",
      };
    }
  },
};

function flushOf(command: ShellCommand): ShellWord | undefined {
  if (!/^(?:redis-cli|valkey-cli|keydb-cli)$/.test(command.name)) return undefined;
  const word = command.args.find(({ value }) => /^flush(?:all|db)$/i.test(value));
  if (word === undefined || /^flushall$/i.test(word.value)) return word;
  return /^0*$/.test(optionValueOf(command, ['-n'], 'hpaun') ?? '') ? word : undefined;
}
