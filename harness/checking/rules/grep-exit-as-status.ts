import { statusUseOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { grepOf } from '../shell-facts/grep-call.ts';
import { outputOf } from '../shell-facts/output-of.ts';

/**
 * A search for errors at the end of a text fails when all is well.
 *
 * grep ends with 1 when it finds nothing. A job, a drill or `set -e` takes the silence of a healthy log for a failed step, and takes the step
 * for a success when there are errors.
 *
 * It is right where a person reads what is found and nothing looks at the status. Say what is meant: `! grep …` where errors are to fail, and
 * `|| true` where they are only shown.
 *
 * @example The last word of a check
 * ````markdown
 * ```bash
 * systemctl status shop-api
 * journalctl -u shop-api --since -10min | grep -i error
 * ```
 * ````
 * 3:41-3:54 unexpected search for `error` as the last word, expected a status that tells: it fails when nothing is found
 *
 * @example It says what is meant
 * ````markdown
 * ```bash
 * ! journalctl -u shop-api --since -10min | grep -i error
 * ```
 *
 * ```bash
 * journalctl -u shop-api --since -10min | grep -i error || echo "no errors"
 * ```
 * ````
 * none
 *
 * @example What is looked for is good, or others decide
 * ````markdown
 * ```bash
 * grep -i fatal /var/log/shop/api.log
 * curl -sf http://127.0.0.1:9000/ready | grep '"state":"ok"'
 * ```
 * ````
 * none
 */
export const grepExitAsStatus: Rule = {
  kind: 'grep-exit-as-status',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      if (call === undefined || pattern === undefined || call.inverts || call.counts || command.shell.origin !== 'block') continue;
      if (!/\b(?:errors?|fail(?:ed|ures?)?|fatal|exceptions?|panic|critical)\b/i.test(pattern.value)) continue;
      if (statusUseOf(command) !== 'last' || outputOf(command) !== 'shown' || command.pipeline.index > 0) continue;
      yield {
        message: `unexpected search for \`${pattern.value}\` as the last word, expected a status that tells: it fails when nothing is found`,
        location: command.location,
        hint: 'Write ! grep … where errors are to fail, or || true where they are only shown.',
      };
    }
  },
};
