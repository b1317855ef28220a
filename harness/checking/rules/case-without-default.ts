import type { ShellCompound, ShellCommand, ShellStage } from '../document/shell/tree.ts';
import { surroundingsOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A `case` has no branch for what it does not know.
 *
 * Given "pach" in place of "patch" the shell does nothing, goes on, and prints that the maintenance is complete. Nobody notices before the next
 * morning.
 *
 * Where nothing is to be done in all other cases, say so with a branch of its own: `*) ;;`. Answers to a question (`[Yy]*`) are looked at like
 * all others.
 *
 * @example What is misspelled does nothing
 * ````markdown
 * ```bash
 * case "$1" in
 *   drain) rabbitmqctl suspend_listeners ;;
 *   resume) rabbitmqctl resume_listeners ;;
 * esac
 * echo done
 * ```
 * ````
 * 2:6-2:10 unexpected end of `case "$1"`, expected a branch `*)`: other words do nothing, and nobody hears of it
 *
 * @example A branch for the rest
 * ````markdown
 * ```bash
 * case "$1" in
 *   drain) rabbitmqctl suspend_listeners ;;
 *   *) echo "usage: drain"; exit 2 ;;
 * esac
 * ```
 * ````
 * none
 *
 * @example Words that only look like one
 * ````markdown
 * ```bash
 * if [ "$1" = drain ]; then rabbitmqctl suspend_listeners; fi
 * ```
 * ````
 * none
 */
export const caseWithoutDefault: Rule = {
  kind: 'case-without-default',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    for (const { patterns, words, location } of casesIn(commands)) {
      if (patterns.some(items => items.some(({ value }) => /^\*+$/.test(value)))) continue;
      yield {
        message: `unexpected end of \`case ${words[0]?.text ?? ''}\`, expected a branch \`*)\`: other words do nothing, and nobody hears of it`,
        location: words[0]?.location ?? location,
        hint: 'Add a branch that stops: *) echo "unexpected $1" >&2; exit 2 ;;',
      };
    }
  },
};

function casesIn(commands: readonly ShellCommand[]): ReadonlySet<ShellCompound> {
  return new Set(
    commands
      .flatMap(command => Array.from(surroundingsOf(command), ({ of }): ShellStage => of))
      .flatMap(of => (of.type === 'compound' && of.kind === 'case' ? [of] : [])),
  );
}
