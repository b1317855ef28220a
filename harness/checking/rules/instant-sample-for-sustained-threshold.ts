import { titlesAbove } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * One sample of the processor stands for minutes.
 *
 * `top -bn1` shows one moment, and that of its own start. A limit that speaks of "five minutes" is crossed by it on a quiet machine, and missed
 * on a busy one: alerts come and go, and soon nobody reads them.
 *
 * `vmstat 5 3` and `mpstat 10 1` take samples over a time; `/proc/loadavg` holds means. One sample is right where somebody only looks, so the
 * rule asks for a comparison with a number.
 *
 * @example A script for an alert
 * ````markdown
 * ```bash
 * BUSY=$(top -bn1 | awk '/Cpu/ {print 100 - $8}')
 * if [ "${BUSY%.*}" -gt 90 ]; then
 *   logger "processor busy"
 * fi
 * ```
 * ````
 * 2:8-2:16 unexpected `top -bn1` for a limit, expected samples over a time: one moment says nothing of minutes
 *
 * @example A look, and a mean
 * ````markdown
 * ```bash
 * top -bn1 | head -15
 * ```
 *
 * ```bash
 * LOAD=$(cut -d' ' -f3 /proc/loadavg)
 * [ "${LOAD%.*}" -gt 8 ] && logger "load is high"
 * ```
 * ````
 * none
 *
 * @example Samples over a time
 * ````markdown
 * ```bash
 * IDLE=$(top -b -n 3 -d 10 | awk '/Cpu/ {idle = $8} END {print idle}')
 * [ "${IDLE%.*}" -lt 10 ] && logger "processor busy"
 * ```
 * ````
 * none
 */
export const instantSampleForSustainedThreshold: Rule = {
  kind: 'instant-sample-for-sustained-threshold',
  preset: 'all',
  *check({ commandsNamed, runbook }): Iterable<Report> {
    for (const command of commandsNamed(/^top$/)) {
      const { name, args, shell, location } = command;
      if (name !== 'top' || !isOnce(args.map(({ value }) => value).join(' '))) continue;
      const compares = shell.commands.some(other => isComparison(other));
      if (!compares || titlesAbove(runbook, location.line).some(title => /diagnos/i.test(title))) continue;
      yield {
        message: `unexpected \`${commandText(command)}\` for a limit, expected samples over a time: one moment says nothing of minutes`,
        location,
        hint: 'Take a mean: mpstat 60 1, vmstat 30 2 (the second line), or /proc/loadavg.',
      };
    }
  },
};

function isOnce(options: string): boolean {
  return /-\w*b/.test(options) && /-\w*n\s?1\b/.test(options);
}

function isComparison({ name, args }: ShellCommand): boolean {
  return name === '((' || (/^(?:\[|\[\[|test)$/.test(name) && args.some(({ value }) => /^-(?:gt|ge|lt|le)$/.test(value)));
}
