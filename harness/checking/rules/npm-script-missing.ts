import { dirname, join } from 'node:path';
import { operandsOf } from '../shell-facts/words-of-call.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A script is run that `package.json` does not have.
 *
 * `npm run cache:warm` ends with an error and a list of all others. In the middle of a rollback that is the moment in which the page is closed
 * and improvisation begins.
 *
 * Every `package.json` from the document's folder up to the root counts; without one the rule says nothing, nor where one has workspaces.
 * Blocks that change the folder, and calls with `--prefix` or for a workspace, are left alone.
 *
 * @example It is called otherwise
 * ````markdown
 * ```bash
 * npm run cache:warm
 * yarn run queue:drain
 * ```
 * ````
 * ````json file=package.json
 * { "scripts": { "warm-cache": "node warm.js", "queue:drain": "node drain.js" } }
 * ````
 * 2:9-2:19 unexpected script `cache:warm`, expected one of package.json: warm-cache, queue:drain
 *
 * @example It is there, or elsewhere
 * ````markdown
 * ```bash
 * npm run queue:drain -- --now
 * npm run --prefix web build
 * npm ci
 * ```
 *
 * ```bash
 * cd web
 * npm run build
 * ```
 * ````
 * ````json file=package.json
 * { "scripts": { "queue:drain": "node drain.js" } }
 * ````
 * none
 *
 * @example No package.json
 * ````markdown
 * ```bash
 * npm run cache:warm
 * ```
 * ````
 * none
 */
export const npmScriptMissing: Rule = {
  kind: 'npm-script-missing',
  preset: 'default',
  *check(document): Iterable<Report> {
    const commands = document.commandsNamed(/^(?:npm|pnpm|yarn|bun)$/);
    const scripts = commands.length === 0 ? undefined : scriptsOf(document);
    if (scripts === undefined) return;
    for (const command of commands) {
      const script = scriptRunBy(command);
      if (script === undefined || !script.literal || scripts.has(script.value)) continue;
      yield {
        message: `unexpected script \`${script.value}\`, expected one of package.json: ${scripts.size === 0 ? 'it has none' : [...scripts].slice(0, 5).join(', ')}${scripts.size > 5 ? ' …' : ''}`,
        location: script.location,
      };
    }
  },
};

function scriptRunBy(command: ShellCommand): ShellWord | undefined {
  const { name, args, where, shell } = command;
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(name) || where !== 'bastion' || shell.commands.some(other => /^(?:cd|pushd)$/.test(other.name)))
    return undefined;
  if (
    args.some(({ value }) =>
      /^(?:--prefix|-C|--dir|--cwd|-w|--workspaces?|--filter|-F|-r|--recursive|--if-present|workspace|-ws)(?:$|=)/.test(value),
    )
  )
    return undefined;
  const [verb, script] = operandsOf(command);
  return verb?.value === 'run' || verb?.value === 'run-script' ? script : undefined;
}

/** The scripts of all package.json from the document's folder up to the root: a site of documentation has one of its own. */
function scriptsOf({ file, project }: CheckedDocument): ReadonlySet<string> | undefined {
  const all: string[] = [];
  let found = false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = project.read(join(folder, 'package.json'));
    const names = text === undefined ? [] : namesIn(text);
    if (names === undefined || project.exists(join(folder, 'pnpm-workspace.yaml')) || project.exists(join(folder, 'lerna.json')))
      return undefined;
    found ||= text !== undefined;
    all.push(...names);
    if (folder === dirname(folder) || folder === project.root) return found ? new Set(all) : undefined;
  }
}

/** Undefined where it cannot be read, or where other packages stand below it. */
function namesIn(text: string): readonly string[] | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || 'workspaces' in content) return undefined;
    return 'scripts' in content && typeof content.scripts === 'object' && content.scripts !== null ? Object.keys(content.scripts) : [];
  } catch {
    return undefined;
  }
}
