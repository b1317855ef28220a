import { commandsAround, sectionText } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The way back is counted from where one is, and not named.
 *
 * `HEAD~1` is the commit before, not the version that ran: with two commits in the bad release it is still bad. Whoever follows the
 * procedure a second time, because the first did not help, goes one further back.
 *
 * Name the version that is known to be good: a tag, or what the last release wrote down. Undoing one's own last commit is not meant here:
 * only sections that roll back, or deploy what they check out, are looked at.
 *
 * @example The commit before
 * ````markdown
 * ## Roll back
 *
 * ```bash
 * git checkout HEAD~1
 * docker compose up -d --build
 * ```
 * ````
 * 4:14-4:20 unexpected `HEAD~1` as the version to go back to, expected one that is known to be good: followed twice, it goes back twice
 *
 * @example A branch that others have
 * ````markdown
 * ## Deployment failed
 *
 * ```bash
 * git reset --hard HEAD^
 * sudo systemctl restart tickets
 * ```
 * ````
 * 4:18-4:23 unexpected `HEAD^` as the version to go back to, expected one that is known to be good: followed twice, it goes back twice
 *
 * @example A version, and a commit that takes back
 * ````markdown
 * ## Roll back
 *
 * ```bash
 * git checkout "$LAST_GOOD"
 * git revert --no-edit HEAD
 * git diff HEAD~1
 * git checkout HEAD~1 config/app.yaml
 * ```
 * ````
 * none
 *
 * @example One's own work
 * ````markdown
 * ## Undo your last commit
 *
 * ```bash
 * git reset --soft HEAD~1
 * ```
 * ````
 * none
 */
export const relativeRefRollback: Rule = {
  kind: 'relative-ref-rollback',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const word = relativeRef(command);
      if (word === undefined || !isCarriedOut(command)) continue;
      const deploys = commandsAround(document, command.location).after.some(
        ({ name, args }) =>
          /^(?:docker|docker-compose|systemctl|pm2|kubectl|supervisorctl)$/.test(name) ||
          args.some(({ value }) => /^(?:build|deploy|restart)$/.test(value)),
      );
      if (
        !deploys &&
        !/\broll(?:ing)?[ -]?back\b|\bprevious (?:stable |working )?(?:version|release)\b/i.test(
          sectionText(document, command.location.line),
        )
      )
        continue;
      yield {
        message: `unexpected \`${word.value}\` as the version to go back to, expected one that is known to be good: followed twice, it goes back twice`,
        location: word.location,
        hint: 'Name it: a tag, or what the last release wrote down.',
      };
    }
  },
};

function relativeRef({ name, args }: ShellCommand): ShellWord | undefined {
  const verb = args.find(({ value }, at) => !value.startsWith('-') && args[at - 1]?.value !== '-C')?.value;
  if (
    name !== 'git' ||
    verb === undefined ||
    !/^(?:checkout|reset|switch)$/.test(verb) ||
    args.some(({ value }) => /^(?:--soft|--mixed|-p|--patch|--)$/.test(value))
  )
    return undefined;
  if (verb === 'reset' && !args.some(({ value }) => value === '--hard')) return undefined;
  // With a path behind it, it is one file.
  if (args.filter(({ value }) => !value.startsWith('-')).length > 2) return undefined;
  return args.find(({ value }) => /^(?:HEAD|main|master|@)(?:~\d*|\^+)$/.test(value));
}
