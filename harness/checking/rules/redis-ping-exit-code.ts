import { optionOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';
import { outputOf } from '../shell-facts/output-of.ts';

/**
 * The exit status of `redis-cli ping` is 0 for every answer, an error too.
 *
 * A server that asks for a password answers `NOAUTH`, one that still reads its file `LOADING`, one that lost its disk `MISCONF`: redis-cli
 * prints it and ends with 0. The check is green while no client gets anything out of Redis.
 *
 * It is right where only the connection is asked about. Where the answer is read by a person nothing is reported; `redis-cli -e` (7.0 and
 * newer) fails on errors.
 *
 * @example The answer is thrown away
 * ````markdown
 * ```bash
 * redis-cli -h cache ping > /dev/null && echo "cache is fine"
 * until docker exec cache valkey-cli PING; do sleep 1; done
 * ```
 * ````
 * 2:1-2:36 unexpected exit status of `redis-cli ping` as a check, expected its answer: it is 0 for `NOAUTH` and `LOADING`, too
 * 3:25-3:40 unexpected exit status of `valkey-cli ping` as a check, expected its answer: it is 0 for `NOAUTH` and `LOADING`, too
 *
 * @example The answer is compared
 * ````markdown
 * ```bash
 * redis-cli -h cache ping | grep -qx PONG || exit 1
 * [ "$(redis-cli -h cache ping)" = PONG ] && echo "cache is fine"
 * ```
 * ````
 * none
 *
 * @example A person reads it, or errors count
 * ````markdown
 * ```bash
 * redis-cli -h cache ping
 * redis-cli -e -h cache ping || exit 1
 * ```
 * ````
 * none
 */
export const redisPingExitCode: Rule = {
  kind: 'redis-ping-exit-code',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:redis|valkey|keydb)-cli$/)) {
      if (!/^(?:redis|valkey|keydb)-cli$/.test(command.name) || !/^ping$/i.test(command.args.at(-1)?.value ?? '')) continue;
      if (!decides(command) || optionOf(command, ['-e'], 'hpsaunitx') !== undefined || outputOf(command) === 'captured') continue;
      yield {
        message: `unexpected exit status of \`${command.name} ping\` as a check, expected its answer: it is 0 for \`NOAUTH\` and \`LOADING\`, too`,
        location: command.location,
        hint: `Compare the answer: ${command.name} ping | grep -qx PONG.`,
      };
    }
  },
};
