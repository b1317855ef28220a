import { optionOf, stagesAfter } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * jq prints an object on many lines, and what counts lines counts those.
 *
 * `jq 'select(…)' | wc -l` tells eight errors where there were two, and `| tail -20` shows the end of the third-last. A threshold that is compared
 * with such a number is wrong by whatever an event happens to hold.
 *
 * It is right where each result is one word or number, such as `.id`; those are not reported. `-c` prints each object on one line.
 *
 * @example Lines are counted, not events
 * ````markdown
 * ```bash
 * jq 'select(.status >= 500)' access.json | wc -l
 * kubectl logs deploy/api | jq 'select(.level == "warn") | {at, text}' | tail -5
 * ```
 * ````
 * 2:4-2:28 unexpected objects on many lines before `wc`, expected `jq -c`: it counts lines, not objects
 * 3:30-3:69 unexpected objects on many lines before `tail`, expected `jq -c`: it counts lines, not objects
 *
 * @example One line each
 * ````markdown
 * ```bash
 * jq -c 'select(.status >= 500)' access.json | wc -l
 * jq -r 'select(.status >= 500) | .id' access.json | sort | uniq -c
 * jq -s 'map(select(.status >= 500)) | length' access.json
 * ```
 * ````
 * none
 *
 * @example Somebody looks at the beginning
 * ````markdown
 * ```bash
 * jq . config.json | head -40
 * jq '.[]' names.json | wc -l
 * ```
 * ````
 * none
 */
export const jqNotCompact: Rule = {
  kind: 'jq-not-compact',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^jq$/)) {
      const filter = filterOf(command);
      const [next] = stagesAfter(command);
      if (filter === undefined || next?.type !== 'command' || !countsLines(next) || !printsObjects(filter.value)) continue;
      if (optionOf(command, ['-c', '--compact-output', '-s', '--slurp'], 'Lf') !== undefined) continue;
      yield {
        message: `unexpected objects on many lines before \`${next.name}\`, expected \`jq -c\`: it counts lines, not objects`,
        location: filter.location,
        hint: 'Add -c.',
      };
    }
  },
};

function filterOf({ name, args }: ShellCommand): ShellWord | undefined {
  if (name !== 'jq') return undefined;
  const isValue = (index: number): boolean =>
    /^--(?:arg|argjson|slurpfile|rawfile)$/.test(args[index - 1]?.value ?? '') ||
    /^--(?:arg|argjson|slurpfile|rawfile)$/.test(args[index - 2]?.value ?? '');
  return args.find(({ value }, index) => !value.startsWith('-') && !isValue(index));
}

/** Whether the results are surely objects: what has fields is selected, or fields are put together. */
function printsObjects(filter: string): boolean {
  const last = filter.slice(lastPipe(filter) + 1).trim();
  return /^select\(.*\.\w.*\)$/s.test(last) || /^\{.*\}$/s.test(last);
}

/** Index of the last `|` that is in no brackets or quotes. */
function lastPipe(filter: string): number {
  let [depth, at, isQuoted] = [0, -1, false];
  for (let index = 0; index < filter.length; index++) {
    const sign = filter[index] ?? '';
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth--;
    else if (sign === '|' && depth === 0) at = index;
  }
  return at;
}

function countsLines(command: ShellCommand): boolean {
  if (command.name === 'wc') return optionOf(command, ['-l', '--lines']) !== undefined;
  if (command.name === 'grep') return optionOf(command, ['-c', '--count'], 'efmABC') !== undefined;
  return /^(?:tail|sort|uniq)$/.test(command.name) && !command.args.some(({ value }) => !value.startsWith('-') && !/^\d+$/.test(value));
}
