import { enclosing } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A loop that waits for a number to fall ends, too, when nobody can tell the number.
 *
 * `while [ $(count) -gt 0 ]`: the server that counts goes away, the test gets an empty word, fails, and the loop ends just as if the queue were
 * empty. The next line says so, with thousands of jobs still waiting.
 *
 * It is right where the command cannot fail, such as `ls` or `date`; those are not reported. Else keep the number in a variable first, and
 * stop where asking failed.
 *
 * @example A queue that cannot be asked is no empty queue
 * ````markdown
 * ```bash
 * while [ $(redis-cli -h cache zcard mails:waiting) -gt 50 ]; do
 *   sleep 5
 * done
 * echo "mails are out"
 * ```
 * ````
 * 2:9-2:50 unexpected output of a command in the condition of `while`, expected a number that is known: the loop ends when the command fails, as if all were done
 *
 * @example Counted lines
 * ````markdown
 * ```bash
 * while [[ "$(kubectl get pods -l app=shop -o name | wc -l)" -ne 0 ]]; do sleep 2; done
 * ```
 * ````
 * 2:10-2:59 unexpected output of a command in the condition of `while`, expected a number that is known: the loop ends when the command fails, as if all were done
 *
 * @example Asked first
 * ````markdown
 * ```bash
 * waiting=$(redis-cli -h cache zcard mails:waiting) || exit 1
 * while [ "$waiting" -gt 50 ]; do
 *   sleep 5
 *   waiting=$(redis-cli -h cache zcard mails:waiting) || exit 1
 * done
 * ```
 * ````
 * none
 *
 * @example What cannot fail, and a loop that goes on in doubt
 * ````markdown
 * ```bash
 * while [ $(ls /var/spool/shop | wc -l) -gt 0 ]; do sleep 1; done
 * while [ $(date +%s) -lt "$deadline" ]; do sleep 1; done
 * until [ "$(redis-cli -h cache zcard mails:waiting)" -eq 0 ]; do sleep 1; done
 * ```
 * ````
 * none
 */
export const loopExitsOnError: Rule = {
  kind: 'loop-exits-on-error',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:\[|\[\[|test)$/)) {
      const word = comparedOutput(command);
      if (word === undefined || command.pipeline.negated || command.pipeline.chain.list.within?.part !== 'condition') continue;
      if (enclosing(command, 'while', 'until', 'if', 'for', 'function')?.kind !== 'while') continue;
      yield {
        message:
          'unexpected output of a command in the condition of `while`, expected a number that is known: the loop ends when the command fails, as if all were done',
        location: word.location,
        hint: 'Ask first, and stop where that fails: n=$(COMMAND) || exit 1.',
      };
    }
  },
};

/** The `$(…)` that a test compares with a number. */
function comparedOutput({ name, args }: ShellCommand): ShellWord | undefined {
  if (!/^(?:\[|\[\[|test)$/.test(name)) return undefined;
  // `[[` takes an empty word for 0.
  const operators = name === '[[' ? /^-(?:gt|ge|ne)$/ : /^-(?:gt|ge|ne|lt|le|eq)$/;
  return args.find((word, index) => operators.test(args[index + 1]?.value ?? '') && word.parts.length === 1 && canFail(word));
}

function canFail({ parts: [part] }: ShellWord): boolean {
  const first = part?.kind === 'command' ? part.list?.chains[0]?.pipelines[0]?.stages[0] : undefined;
  return (
    first?.type === 'command' &&
    !/^(?:|ls|jobs|pgrep|ps|date|cat|find|nproc|df|du|stat|wc|echo|printf|expr|seq|awk|grep|sed|bc|cut|head|tail|who|uptime)$/.test(
      first.name,
    )
  );
}
