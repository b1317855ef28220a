import { commandsAround } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import { failsFast } from '../shell-facts/fails-fast.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A running program is built anew in the folder that it runs from.
 *
 * `npm ci` begins by deleting all modules. Until the build is through, the program has none of its files; when the build fails, because the
 * registry does not answer, there is nothing left to start.
 *
 * Build beside it, and put it in its place when it succeeded. On a machine that only builds it is right.
 *
 * @example What it runs from goes first
 * ````markdown
 * ```bash
 * rm -rf dist node_modules
 * npm ci
 * npm run build
 * pm2 restart tickets
 * ```
 * ````
 * 2:1-2:25 unexpected `rm -rf dist node_modules` in the folder of a running program, expected a build beside it: when it fails, nothing is left
 *
 * @example Without a deletion of one's own
 * ````markdown
 * ```bash
 * git checkout "$VERSION"
 * npm ci
 * npm run build
 * sudo systemctl restart tickets
 * ```
 * ````
 * 3:1-3:7 unexpected `npm ci` in the folder of a running program, expected a build beside it: when it fails, nothing is left
 *
 * @example Nothing runs from it
 * ````markdown
 * ```bash
 * npm ci
 * npm test
 * ```
 * ````
 * none
 *
 * @example In another folder
 * ````markdown
 * ```bash
 * cd /srv/tickets/next
 * npm ci && npm run build && ln -sfn /srv/tickets/next /srv/tickets/current
 * pm2 restart tickets
 * ```
 * ````
 * none
 */
export const rebuildInPlace: Rule = {
  kind: 'rebuild-in-place',
  preset: 'all',
  *check(document): Iterable<Report> {
    const told = new Set<string>();
    for (const command of document.commands) {
      if (!empties(command) || !isStraight(command) || failsFast(command) || told.has(command.shell.procedure)) continue;
      const { before, after } = commandsAround(document, command.location);
      const isRestarted = after.some(
        ({ name, args }) =>
          /^(?:pm2|systemctl|supervisorctl|service|forever)$/.test(name) &&
          args.some(({ value }) => /^(?:restart|reload|start)$/.test(value)),
      );
      // What is deleted by name and built again is what runs, wherever its restart stands.
      const isRebuilt =
        command.name === 'rm' && after.some(({ args }) => args.some(({ value }) => value === 'build')) && isOperated(document);
      if (
        (!isRestarted && !isRebuilt) ||
        [...before, ...after].some(
          ({ name, args }) => /^(?:ln|rsync)$/.test(name) || (name === 'cp' && args.some(({ value }) => value.startsWith('-'))),
        )
      )
        continue;
      told.add(command.shell.procedure);
      yield {
        message: `unexpected \`${commandText(command, 40)}\` in the folder of a running program, expected a build beside it: when it fails, nothing is left`,
        location: command.location,
      };
    }
  },
};

/** Whether the page has to do with programs that a manager keeps running. */
function isOperated({ commands }: CheckedDocument): boolean {
  return commands.some(({ name }) => /^(?:pm2|systemctl|supervisorctl)$/.test(name));
}

function empties({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  if (name === 'rm')
    return (
      values.some(value => /^-\w*r/.test(value)) &&
      values.some(value => /^(?:\.\/)?(?:node_modules|\.next|dist|build|vendor|\.venv|target|public\/build)\/?$/.test(value))
    );
  return name === 'npm' && values[0] === 'ci';
}
