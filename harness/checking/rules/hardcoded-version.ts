import { titlesAbove } from '../shell-facts/around.ts';
import { saidBeside } from '../shell-facts/said-beside.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The version to go back to is written into the procedure.
 *
 * "The previous version" was `v2.3.0` when the page was written. Followed a year later it goes back forty versions, to a schema that the data
 * no longer has.
 *
 * Let the procedure find it (`git describe --abbrev=0 HEAD^`, what the last release wrote down), or let the reader put it in. Right where the
 * page belongs to one release and its title names it, and where the text says that it is an example.
 *
 * @example A tag
 * ````markdown
 * ## Roll back to the previous version
 *
 * ```bash
 * git checkout v2.3.0
 * helm rollback tickets
 * ```
 * ````
 * 4:14-4:20 unexpected `v2.3.0` as the version to go back to, expected the last one that worked: it is another one each time
 *
 * @example An image
 * ````markdown
 * ## Rollback
 *
 * ```bash
 * docker pull registry.example/tickets:2.3.0
 * ```
 * ````
 * 4:13-4:43 unexpected `registry.example/tickets:2.3.0` as the version to go back to, expected the last one that worked: it is another one each time
 *
 * @example It is found, or put in
 * ````markdown
 * ## Roll back to the previous version
 *
 * ```bash
 * git checkout "$(cat /srv/tickets/last-good)"
 * docker pull "registry.example/tickets:$VERSION"
 * git checkout main
 * ```
 * ````
 * none
 *
 * @example A page of one release, and an example
 * ````markdown
 * # Release 2.4
 *
 * ## Rollback
 *
 * ```bash
 * git checkout v2.3.0
 * ```
 *
 * # Tickets
 *
 * ## Rollback
 *
 * ```bash
 * # for example
 * git checkout v2.3.0
 * git checkout v2.2.0 # or the tag before the release
 * ```
 * ````
 * none
 *
 * @example No way back
 * ````markdown
 * ## Install
 *
 * ```bash
 * git checkout v2.3.0
 * ```
 * ````
 * none
 */
export const hardcodedVersion: Rule = {
  kind: 'hardcoded-version',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:git|docker|podman)$/)) {
      const word = isCarriedOut(command) ? versionOf(command) : undefined;
      if (word === undefined) continue;
      const { line } = command.location;
      const titles = titlesAbove(document.runbook, line);
      // A page about one release names it above.
      if (!titles.some(title => wayBack.test(title)) || titles.some(title => /\d+\.\d+/.test(title))) continue;
      const said = `${saidBeside(document, command.location)} ${command.shell.block?.prose ?? ''}`;
      if (
        /\bexample\b|\be\.?g\b|\breplace\b|\byour?\b|\blike\b|\bsuch as\b|\bor (?:the|an?|any|another|whichever)\b[^.]*\b(?:tag|version|release|commit)\b/i.test(
          said,
        )
      )
        continue;
      yield {
        message: `unexpected \`${word.value}\` as the version to go back to, expected the last one that worked: it is another one each time`,
        location: word.location,
      };
    }
  },
};

const wayBack = /\broll(?:ing)?[ -]?back\b|\brevert\b|\bprevious version\b|\bback out\b|\bdowngrade\b/i;

function versionOf({ name, args }: ShellCommand): ShellWord | undefined {
  const verb = args[0]?.value ?? '';
  if (name === 'git' && /^(?:checkout|reset|switch)$/.test(verb))
    return args.slice(1).find(({ value, literal }) => literal && /^(?:tags\/)?v?\d+\.\d+(?:\.\d+)?[\w.-]*$/.test(value));
  if (/^(?:docker|podman)$/.test(name) && /^(?:pull|run|tag)$/.test(verb))
    return args.slice(1).find(({ value, literal }) => literal && /\/?[\w-]+:v?\d+\.\d+\.\d+[\w.-]*$/.test(value));
  return undefined;
}
