import { titlesAbove } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { destroyedBy } from '../shell-facts/destroys.ts';
import { referenceTitle } from '../prose-facts/reference-titles.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command that destroys something stands among useful commands.
 *
 * A list of commands is copied from, and copied whole. Between `docker ps` and `docker stats` nobody expects a line that removes the images
 * which the way back needs.
 *
 * With a warning on the line or above it, it is right: say in a comment what goes, and when (`# deletes …`, `# careful: …`).
 *
 * @example Between looks
 * ````markdown
 * ## Useful commands
 *
 * ```bash
 * docker ps
 * docker image prune -a
 * ```
 * ````
 * 5:1-5:22 unexpected `docker image prune -a` among commands to look things up, expected a warning above it: it deletes every image that is not used now
 *
 * @example In a cheat sheet
 * ````markdown
 * # Cheat sheet
 *
 * ## Redis
 *
 * ```bash
 * redis-cli INFO
 * redis-cli FLUSHALL
 * ```
 * ````
 * 7:1-7:19 unexpected `redis-cli FLUSHALL` among commands to look things up, expected a warning above it: it deletes all keys
 *
 * @example A warning, and a section of its own
 * ````markdown
 * ## Useful commands
 *
 * ```bash
 * # deletes all images that no container uses
 * docker image prune -a
 * redis-cli FLUSHALL   # DANGER: jobs, too
 * ```
 *
 * ## Free the disk
 *
 * ```bash
 * docker image prune -a
 * ```
 * ````
 * none
 *
 * @example Looks, and what can be made again
 * ````markdown
 * ## Quick reference
 *
 * ```bash
 * docker compose logs -f web
 * docker compose restart web
 * rm -rf ./tmp
 * ```
 * ````
 * none
 */
export const destructiveInReferenceBlock: Rule = {
  kind: 'destructive-in-reference-block',
  preset: 'default',
  *check({ commands, runbook, source }): Iterable<Report> {
    if (!runbook.procedures.some(({ title }) => referenceTitle.test(title))) return;
    for (const command of commands) {
      const destroyed = destroyedBy(command);
      if (destroyed === undefined || command.shell.origin === 'inline') continue;
      const { line } = command.location;
      if (!titlesAbove(runbook, line).some(title => referenceTitle.test(title))) continue;
      const [above = '', own = ''] = [source.lines[line - 2], source.lines[line - 1]];
      if (/#/.test(own) || (/^\s*#/.test(above) && warns.test(above))) continue;
      yield {
        message: `unexpected \`${commandText(command, 40)}\` among commands to look things up, expected a warning above it: it deletes ${destroyed}`,
        location: command.location,
      };
    }
  },
};

const warns = /delet|remov|careful|caution|danger|warn|destro|wipe|purge|clean|prune|los[est]|irrevers|erase|drop|flush|⚠|never|only if/i;
