import { innermost, optionOf, stagesAfter, stagesBefore } from '../document/shell/ask.ts';
import type { ShellStage } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';
import { grepOf, toRegExp } from '../shell-facts/grep-call.ts';

/**
 * A search through the list of processes finds itself.
 *
 * `ps aux | grep shop-worker | wc -l` is 1 when no worker runs: the line is that of grep. The check is green, and somebody who compares two
 * machines counts one worker too many on each.
 *
 * It is right where a person reads the lines; only what counts or decides is reported. `grep '[s]hop-worker'`, `grep -v grep` and `pgrep` do not
 * find themselves.
 *
 * @example It decides, and it counts
 * ````markdown
 * ```bash
 * ps aux | grep shop-worker > /dev/null && echo "worker runs"
 * ps -ef | grep -c "shop-worker"
 * ps aux | grep shop-worker | wc -l
 * ```
 * ````
 * 2:10-2:38 unexpected `grep` through the list of processes, expected `pgrep`: it finds its own line
 * 3:10-3:31 unexpected `grep` through the list of processes, expected `pgrep`: it finds its own line
 * 4:10-4:26 unexpected `grep` through the list of processes, expected `pgrep`: it finds its own line
 *
 * @example It leaves itself out
 * ````markdown
 * ```bash
 * ps aux | grep '[s]hop-worker' > /dev/null && echo "worker runs"
 * ps aux | grep shop-worker | grep -v grep | wc -l
 * pgrep -f shop-worker > /dev/null && echo "worker runs"
 * ```
 * ````
 * none
 *
 * @example A person reads it, or names alone are listed
 * ````markdown
 * ```bash
 * ps aux | grep shop-worker
 * ps -eo comm | grep -q haproxy || exit 1
 * ps aux | grep '^shop ' | wc -l
 * docker exec jobs ps aux | grep -q shop-worker || exit 1
 * ```
 * ````
 * none
 */
export const misleadingDiagnostic: Rule = {
  kind: 'misleading-diagnostic',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      const [first, ...between] = stagesBefore(command);
      if (call === undefined || pattern === undefined || call.inverts || first === undefined || !listsCommandLines(first)) continue;
      const after = stagesAfter(command);
      if ([...between, ...after].some(stage => stage.type === 'command' && grepOf(stage) !== undefined)) continue;
      const isCounted = call.counts || (after[0]?.type === 'command' && after[0].name === 'wc');
      if (!isCounted && !(after.length === 0 && decides(command))) continue;
      // The list has a user, numbers and times before the command line.
      if (toRegExp(call)?.test(`me 1 0 0:00 ${command.words.map(({ value }) => value).join(' ')}`) !== true) continue;
      yield {
        message: `unexpected \`grep\` through the list of processes, expected \`pgrep\`: it finds its own line`,
        location: command.location,
        hint: `Ask pgrep -f, or write the first letter between brackets: grep '[${pattern.value.charAt(0)}]${pattern.value.slice(1)}'.`,
      };
    }
  },
};

function listsCommandLines(stage: ShellStage): boolean {
  if (stage.type !== 'command') return false;
  const command = innermost(stage);
  // In a container or on another machine there is no line of a grep that runs here.
  if (command.name !== 'ps' || command.where !== stage.where) return false;
  const [options] = command.args;
  if (optionOf(command, ['-o', '-C', '-p', '-q'], 'oOCpquUtg') !== undefined) return false;
  return options !== undefined && /^(?:-?[a-z]*u[a-z]*|-[a-zA-Z]*f[a-zA-Z]*|-?axw*)$/.test(options.value);
}
