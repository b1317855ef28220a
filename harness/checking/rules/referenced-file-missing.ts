import { basename, dirname, join } from 'node:path';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Location } from '../../model/location.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A script is called that is not there, though its neighbours are.
 *
 * It was renamed, or never written. The page looks complete until somebody needs the one step that is missing.
 *
 * A script counts as missing where its folder is in the project and it is not, or where the document shows the text of other scripts of that
 * folder and not of this one. Of folders that are on servers alone the rule says nothing, nor of blocks that change the folder.
 *
 * @example The folder is there, the script is not
 * ````markdown
 * ```bash
 * ./ops/drain-queue.sh
 * python3 ops/replay.py --all
 * ```
 * ````
 * ````bash file=ops/replay-queue.sh
 * exit 0
 * ````
 * 2:1-2:21 unexpected script `./ops/drain-queue.sh`, expected one that is in the folder ./ops
 * 3:9-3:22 unexpected script `ops/replay.py`, expected one that is in the folder ops
 *
 * @example Other scripts of the folder are shown
 * ````markdown
 * ```cron
 * 5 * * * * /usr/local/lib/shop/check-orders
 * 9 * * * * /usr/local/lib/shop/check-stock
 * ```
 *
 * ```bash
 * /usr/local/lib/shop/check-orders
 * /usr/local/lib/shop/check-stock
 * ```
 *
 * **`/usr/local/lib/shop/check-orders`**
 *
 * ```bash
 * #!/bin/bash
 * psql shop -c 'SELECT count(*) FROM orders'
 * ```
 * ````
 * 8:1-8:32 unexpected script `/usr/local/lib/shop/check-stock`, expected its text, as that of check-orders: nothing here or elsewhere defines it
 *
 * @example It is there, it is on a server, or the document makes it
 * ````markdown
 * ```bash
 * ./ops/replay-queue.sh
 * /opt/shop/bin/rotate.sh
 * scripts/unknown.sh
 * cat > ops/probe.sh <<'EOF'
 * exit 0
 * EOF
 * bash ops/probe.sh
 * ```
 * ````
 * ````bash file=ops/replay-queue.sh
 * exit 0
 * ````
 * none
 *
 * @example Another folder
 * ````markdown
 * ```bash
 * cd /srv/shop
 * ./ops/drain-queue.sh
 * ```
 * ````
 * ````bash file=ops/replay-queue.sh
 * exit 0
 * ````
 * none
 */
export const referencedFileMissing: Rule = {
  kind: 'referenced-file-missing',
  preset: 'default',
  *check(document): Iterable<Report> {
    const shown = shownScripts(document);
    const told = new Set<string>();
    for (const command of document.commands) {
      const script = scriptOf(command);
      if (script === undefined || told.has(script.path) || isMade(document, script.path)) continue;
      const neighbour = shown.find(path => dirname(path) === dirname(script.path));
      if (neighbour === undefined ? !isMissing(document, command, script.path) : shown.includes(script.path)) continue;
      told.add(script.path);
      yield {
        message: `unexpected script \`${script.path}\`, expected ${neighbour === undefined ? `one that is in the folder ${dirname(script.path)}` : `its text, as that of ${basename(neighbour)}: nothing here or elsewhere defines it`}`,
        location: script.location,
      };
    }
  },
};

interface Script {
  readonly path: string;
  readonly location: Location;
}

/** The script of one's own that a command runs, by itself or by its interpreter; of a line of a crontab, too. */
function scriptOf({ words, name, where, inner }: ShellCommand): Script | undefined {
  if (where !== 'bastion' || inner !== undefined) return undefined;
  const interpreted = /^(?:bash|sh|zsh|python3?|php|ruby|node|perl)$/.test(name);
  const scheduled = /^[\d*][\d*/,-]*$/.test(name) && words.length > 5;
  const word = scheduled
    ? words.slice(5).find(({ value }) => value.includes('/') && !value.includes('*'))
    : interpreted
      ? words[1]
      : words[0];
  if (word === undefined || !word.literal || !/^(?:\.{0,2}\/|~\/)?[\w.-]+(?:\/[\w.-]+)+$|^\.\/[\w.-]+$/.test(word.value)) return undefined;
  return interpreted && !/\.\w+$/.test(word.value) ? undefined : { path: word.value, location: word.location };
}

/** Scripts whose text follows a title or a label that is nothing but their path. */
function shownScripts({ runbook, source }: CheckedDocument): readonly string[] {
  return runbook.blocks.flatMap(({ location }) => {
    let line = location.line - 2;
    while (line > 0 && source.lines[line]?.trim() === '') line--;
    const above = source.lines[line] ?? '';
    return /^\s*(?:#+\s*)?(?:\*\*)?`?(\/[\w./-]+)`?(?:\*\*)?:?\s*$/.exec(above)?.[1] ?? [];
  });
}

/** Whether the document writes it somewhere: by a redirection, a copy, a download. */
function isMade({ commands }: CheckedDocument, path: string): boolean {
  const name = basename(path);
  return commands.some(
    ({ name: tool, args, redirects }) =>
      redirects.some(({ operator, target }) => operator.startsWith('>') && basename(target?.value ?? '') === name) ||
      (/^(?:cp|mv|ln|install|curl|wget|tee|scp|nano|vi|vim|git|touch|tar|unzip)$/.test(tool) &&
        args.some(({ value }) => basename(value) === name)),
  );
}

/** Whether its folder is in the project, from the root or beside the document, and it is in none of these. */
function isMissing({ project, file }: CheckedDocument, { shell }: ShellCommand, path: string): boolean {
  if (
    path.startsWith('/') ||
    path.startsWith('~') ||
    path.startsWith('..') ||
    !/[\w-]\//.test(path) ||
    shell.commands.some(({ name }) => /^(?:cd|pushd|git)$/.test(name))
  )
    return false;
  if (/^(?:\.\/)?(?:node_modules|dist|build|out|target|vendor|\.?venv)\//.test(path)) return false;
  const folders = [dirname(file)];
  if (project.root === '.' ? !file.startsWith('/') : file.startsWith(`${project.root}/`))
    for (let up = dirname(file); up !== project.root && up !== dirname(up); up = dirname(up)) folders.push(dirname(up));
  return folders.some(folder => project.exists(join(folder, dirname(path)))) && !folders.some(folder => project.exists(join(folder, path)));
}
