import { stagesBefore } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { grepOf } from '../shell-facts/grep-call.ts';

/**
 * Names of environment variables are upper case, and what is looked for is not.
 *
 * `grep timeout .env` does not find `DB_TIMEOUT=5`. It prints nothing, and nothing reads as a setting that is missing: somebody adds a second
 * one, below the first.
 *
 * It is right where a value is meant, such as the name of a host; this rule only guesses. `-i` finds both.
 *
 * @example A name in lower case
 * ````markdown
 * ```bash
 * grep timeout /srv/shop/.env
 * docker exec shop-api printenv | grep cache
 * ```
 * ````
 * 2:6-2:13 unexpected `timeout` in lower case, expected `-i`: names of variables are upper case
 * 3:38-3:43 unexpected `cache` in lower case, expected `-i`: names of variables are upper case
 *
 * @example As names are written, or either way
 * ````markdown
 * ```bash
 * grep TIMEOUT /srv/shop/.env
 * grep -i timeout /srv/shop/.env
 * ```
 * ````
 * none
 *
 * @example Other files
 * ````markdown
 * ```bash
 * grep timeout /etc/haproxy/haproxy.cfg
 * env | grep -v proxy
 * ```
 * ````
 * none
 */
export const caseSensitiveGrep: Rule = {
  kind: 'case-sensitive-grep',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      if (call === undefined || pattern === undefined || call.ignoresCase || call.inverts) continue;
      if (
        !/^[a-z][a-z_]*$/.test(pattern.value) ||
        !readsVariables(
          command,
          call.files.map(({ value }) => value),
        )
      )
        continue;
      yield {
        message: `unexpected \`${pattern.value}\` in lower case, expected \`-i\`: names of variables are upper case`,
        location: pattern.location,
        hint: `Write grep -i ${pattern.text}.`,
      };
    }
  },
};

function readsVariables(command: ShellCommand, files: readonly string[]): boolean {
  const before = stagesBefore(command).at(-1);
  if (before?.type === 'command')
    return /^(?:env|printenv)$/.test((before.inner ?? before).name) && (before.inner ?? before).args.length === 0;
  return files.length > 0 && files.every(file => /(?:^|\/)\.env(?:\.[\w-]+)?$/.test(file));
}
