import { chainsAfter, commandsOf, outermost } from '../document/shell/ask.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * In the middle of a deployment, what runs is deleted before a build that may fail.
 *
 * `rm -rf node_modules` takes the modules away under the program that still serves; then the registry does not answer, or the disk is full,
 * and there is neither the old build nor a new one. What was a failed deployment is an outage.
 *
 * Build in another folder and put it in its place when it succeeded, or move the old one aside (`mv dist dist.old`). Only sections that
 * deploy, roll back or mend are looked at, on pages of programs that `pm2`, `systemd` and the like keep running: on a developer's machine it
 * is right.
 *
 * @example A deployment that failed
 * ````markdown
 * ## Deployment fails
 *
 * ```bash
 * rm -rf dist node_modules
 * npm ci
 * npm run build
 * pm2 restart tickets
 * ```
 * ````
 * 4:1-4:25 unexpected `rm -rf dist node_modules` before the build, expected it after one that succeeded: when it fails, nothing is left
 *
 * @example Moved aside, or built elsewhere
 * ````markdown
 * ## Deployment fails
 *
 * ```bash
 * mv dist dist.old
 * npm run build
 * pm2 restart tickets
 * ```
 *
 * ## Release
 *
 * ```bash
 * cd "$(mktemp -d)"
 * rm -rf dist
 * npm run build
 * rsync -a dist/ /srv/tickets/
 * ```
 * ````
 * none
 *
 * @example On a developer's machine
 * ````markdown
 * ## The build is strange
 *
 * ```bash
 * rm -rf node_modules
 * npm ci
 * npm run build
 * ```
 * ````
 * none
 */
export const buildRemovedFirst: Rule = {
  kind: 'build-removed-first',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^rm$/)) {
      if (!removesBuild(command) || !isStraight(command) || !isOperated(document)) continue;
      const titles = titlesAbove(document.runbook, command.location.line);
      if (!titles.some(title => /\bdeploy|\brelease|\broll(?:ing)?[ -]?back|\bproduction\b|\bincident|\boutage|\bemergency/i.test(title)))
        continue;
      if (titles.some(title => /\bdevelop|\blocal/i.test(title))) continue;
      const after = chainsAfter(outermost(command)).flatMap(({ pipelines }) =>
        pipelines.flatMap(({ stages }) => stages.flatMap(commandsOf)),
      );
      const text = command.shell.text;
      if (
        !after.some(({ args }) => args.some(({ value }) => value === 'build')) ||
        /\b(?:rsync|ln -s|mktemp)\b|\bcp -[a-z]*[ra]/.test(text)
      )
        continue;
      yield {
        message: `unexpected \`${commandText(command, 40)}\` before the build, expected it after one that succeeded: when it fails, nothing is left`,
        location: command.location,
        hint: 'Move it aside instead: mv dist dist.old.',
      };
    }
  },
};

function removesBuild({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    name === 'rm' &&
    values.some(value => /^-\w*r/.test(value)) &&
    values.some(value => /^(?:\.\/)?(?:node_modules|\.next|\.nuxt|\.output|dist|build|vendor|\.venv|public\/build)\/?$/.test(value))
  );
}

function isOperated({ commands }: CheckedDocument): boolean {
  return commands.some(({ name }) => /^(?:pm2|systemctl|supervisorctl)$/.test(name));
}
