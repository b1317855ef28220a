import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';
import { outputOf } from '../shell-facts/output-of.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * `pkill -f` looks at whole command lines, and the one that calls it is among them.
 *
 * `sh -c 'pkill -f shop-worker; start'` ends its own shell: what stands behind is not carried out, and the worker is not started again. With `-9`
 * it ends its own `sudo`, too, which passes over other signals of what it runs. `pgrep -f` in such a text always finds something, so a check made of it is always green.
 *
 * It is right where the pattern does not match itself: `[s]hop-worker`. A unit or a file with the process's id needs no pattern at all.
 *
 * @example It ends its own sudo, and its own shell
 * ````markdown
 * ```bash
 * sudo pkill -KILL -f shop-worker.py
 * ssh jobs-1 'pkill -9 -f shop-worker.py; cd /srv/shop && ./start-worker.sh'
 * ```
 * ````
 * 2:6-2:35 unexpected `pkill -f` behind `sudo`, expected a pattern that does not match itself: it ends its own `sudo`
 * 3:13-3:39 unexpected `pkill -f` in the text of `ssh`, expected a pattern that does not match itself: it ends the shell of its own text
 *
 * @example It always finds itself
 * ````markdown
 * ```bash
 * docker exec jobs sh -c 'if pgrep -f shop-worker; then echo running; fi'
 * ```
 * ````
 * 2:28-2:48 unexpected `pgrep -f` in the text of `sh`, expected a pattern that does not match itself: it finds the shell of its own text
 *
 * @example A pattern that does not match itself
 * ````markdown
 * ```bash
 * sudo pkill -f '[s]hop-worker.py'
 * sudo pkill -9 -x haproxy
 * sudo pkill -f shop-worker.py
 * sudo systemctl kill shop-worker
 * ```
 * ````
 * none
 *
 * @example Nothing else carries the text
 * ````markdown
 * ```bash
 * pkill -f shop-worker.py
 * ssh jobs-1 pgrep -f shop-worker.py
 * ```
 * ````
 * none
 */
export const pkillSelfMatch: Rule = {
  kind: 'pkill-self-match',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:pkill|pgrep)$/)) {
      const pattern = fullPattern(command);
      const carrier = pattern === undefined ? undefined : carrierOf(command);
      if (pattern === undefined || carrier === undefined || !matchesItself(pattern)) continue;
      const does = command.name === 'pkill' ? 'ends' : 'finds';
      yield {
        message: `unexpected \`${command.name} -f\` ${carrier.place}, expected a pattern that does not match itself: it ${does} ${carrier.own}`,
        location: command.location,
        hint: `Write the first letter between brackets: ${command.name} -f '[${pattern.charAt(0)}]${pattern.slice(1)}'.`,
      };
    }
  },
};

/** What `-f` looks for, in whole command lines. */
function fullPattern(command: ShellCommand): string | undefined {
  if (!/^(?:pkill|pgrep)$/.test(command.name) || optionOf(command, ['-f', '--full'], 'dgGPstuUF') === undefined) return undefined;
  if (optionOf(command, ['-x', '--exact', '-A', '--ignore-ancestors', '-F', '--pidfile'], 'dgGPstuUF') !== undefined) return undefined;
  return operandsOf(command, /^-[dgGPstuU]$|^--(?:signal|euid|uid|parent|group|delimiter)$/).at(-1)?.value;
}

/** Whose command line holds the pattern, too. A shell whose text is this command alone gives its place to it. */
function carrierOf(command: ShellCommand): { readonly place: string; readonly own: string } | undefined {
  for (let { outer } = command; outer !== undefined; { outer } = outer)
    if (/^(?:sudo|doas)$/.test(outer.name) && (command.name === 'pkill' ? kills(command) : isAsked(command)))
      return { place: `behind \`${outer.name}\``, own: `its own \`${outer.name}\`` };
  const { within, list } = command.shell;
  // The text of a here-document is on nobody's command line.
  if (within === undefined || within.redirects.some(({ document }) => document !== undefined)) return undefined;
  const isAlone = list.chains.length === 1 && list.chains[0]?.pipelines.length === 1 && command.pipeline.chain.list === list;
  return isAlone ? undefined : { place: `in the text of \`${within.name}\``, own: 'the shell of its own text' };
}

/** Other signals of what it runs are passed over by sudo. */
function kills({ args }: ShellCommand): boolean {
  return args.some(
    ({ value }, index) =>
      /^-(?:9|(?:SIG)?KILL)$|^--signal=(?:9|(?:SIG)?KILL)$/.test(value) ||
      (value === '--signal' && /^(?:9|(?:SIG)?KILL)$/.test(args[index + 1]?.value ?? '')),
  );
}

/** Whether what it finds decides, or is used. */
function isAsked(command: ShellCommand): boolean {
  return decides(command) || outputOf(command) === 'captured';
}

function matchesItself(pattern: string): boolean {
  try {
    return pattern.length > 1 && new RegExp(pattern).test(pattern);
  } catch {
    return false;
  }
}
