import { chainsBefore, enclosing, outermost } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { stopsAtErrors } from '../shell-facts/shell-options.ts';

/**
 * A number that could not be found out counts as a good one.
 *
 * `used=$(df … | awk …)` is empty when df fails; then `[ $used -gt 80 ]` prints `unary operator expected`, is not true, and the alarm is not given. The check is
 * silent on the day on which the disk does not answer.
 *
 * It is right where an `else` tells of it. Quotes do not help: `[ "" -gt 80 ]` is an error, too. Stop where asking failed, or ask for a number first:
 * `case $used in (*[!0-9]*|'') exit 1;; esac`.
 *
 * @example A limit that is not looked at
 * ````markdown
 * ```bash
 * waiting=$(mysql -N -e 'select count(*) from mails' | tr -d ' ')
 * if [ $waiting -gt 500 ]; then
 *   page-on-call "mails wait"
 * fi
 * ```
 * ````
 * 3:6-3:14 unexpected `$waiting` as a number, expected it to be one: where asking failed it is empty, and the branch is not taken
 *
 * @example Quoted, and one command
 * ````markdown
 * ```bash
 * lag=$(ssh db-2 replication-lag)
 * if [ "$lag" -ge 30 ]; then echo "replica lags"; fi
 * ```
 * ````
 * 3:6-3:12 unexpected `$lag` as a number, expected it to be one: where asking failed it is empty, and the branch is not taken
 *
 * @example It stops, or there is another branch
 * ````markdown
 * ```bash
 * waiting=$(mysql -N -e 'select count(*) from mails') || exit 1
 * if [ "$waiting" -gt 500 ]; then page-on-call "mails wait"; fi
 * lag=$(ssh db-2 replication-lag)
 * if [ "$lag" -lt 30 ]; then echo fine; else page-on-call "replica lags"; fi
 * ```
 * ````
 * none
 *
 * @example A number that is known
 * ````markdown
 * ```bash
 * limit=80
 * now=$(date +%s)
 * if [ $now -gt $limit ]; then echo late; fi
 * ```
 * ````
 * none
 */
export const unsetNumberInTest: Rule = {
  kind: 'unset-number-in-test',
  preset: 'all',
  *check({ commands, commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:\[|test)$/)) {
      const word = comparedVariable(command);
      const branch = word === undefined ? undefined : enclosing(command, 'if', 'while', 'until', 'for', 'function');
      if (word === undefined || branch?.kind !== 'if' || command.pipeline.negated || branch.bodies.length > branch.conditions.length)
        continue;
      if (!branch.conditions.includes(command.pipeline.chain.list) || stopsAtErrors(command, commands)) continue;
      const variable = word.parts[0]?.variable;
      if (
        !chainsBefore(branch).some(
          ({ pipelines }) =>
            pipelines.length === 1 && pipelines[0]?.stages.some(stage => stage.type === 'command' && sets(stage, variable)),
        )
      )
        continue;
      yield {
        message: `unexpected \`$${variable}\` as a number, expected it to be one: where asking failed it is empty, and the branch is not taken`,
        location: word.location,
        hint: 'Stop where asking failed: NAME=$(COMMAND) || exit 1, behind set -o pipefail where it is a pipe.',
      };
    }
  },
};

/** The variable that stands on the left of a comparison of numbers. */
function comparedVariable({ name, args }: ShellCommand): ShellWord | undefined {
  if (name !== '[' && name !== 'test') return undefined;
  return args.find(
    ({ parts }, index) =>
      /^-(?:gt|ge|ne|lt|le|eq)$/.test(args[index + 1]?.value ?? '') &&
      parts.length === 1 &&
      parts[0]?.variable !== undefined &&
      parts[0].operator === undefined,
  );
}

/** Whether a command sets the variable to what a command that can fail prints. */
function sets(command: ShellCommand, variable: string | undefined): boolean {
  return outermost(command).assignments.some(({ name, value }) => {
    const part = value?.parts.length === 1 ? value.parts[0] : undefined;
    const first = part?.kind === 'command' ? part.list?.chains[0]?.pipelines : undefined;
    const stage = first?.[0]?.stages[0];
    return (
      name === variable &&
      first?.length === 1 &&
      stage?.type === 'command' &&
      !/^(?:|date|seq|nproc|echo|printf|expr|wc|cat|grep|ls|find|jobs|basename|dirname)$/.test(stage.name)
    );
  });
}
