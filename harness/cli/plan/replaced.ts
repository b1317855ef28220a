import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readYaml } from '../../reading/yaml/read-yaml.ts';
import { digestOf } from '../../support/digest.ts';
import { findScenarios } from '../find-scenarios.ts';

/**
 * Scenarios of the base that a present one stands in for: it has the name, the title, the runbook or the text of one that has it no more. So what is
 * moved, renamed or exchanged is still known. Paths are from the top of the repository, the same in both versions.
 * @param prefix of the working directory
 */
export function replacements(before: string, now: string, prefix: string): (path: string) => readonly string[] {
  // Once by the names that links give them, as they are found from the working directory.
  const folder = join(before, prefix);
  const named = (existsSync(folder) ? findScenarios([], folder).files : []).map(path => join(prefix, path));
  const old = new Map(
    [...new Set([...findScenarios(['.'], before).files, ...named])].flatMap(path => {
      const marks = marksOf(before, path);
      return marks === undefined ? [] : [[path, marks] as const];
    }),
  );
  const gone = [...old].map(([path, marks]) => {
    // What is called by a link now is elsewhere.
    const kept = isLinked(now, path) && !isLinked(before, path) ? undefined : marksOf(now, path);
    return [path, kinds.filter(kind => marks[kind] !== undefined && marks[kind] !== kept?.[kind]), marks] as const;
  });
  return path => {
    const marks = marksOf(now, path) ?? {};
    const own = old.get(path);
    return gone
      .filter(([other, lost, theirs]) => other !== path && lost.some(kind => marks[kind] === theirs[kind] && own?.[kind] !== theirs[kind]))
      .map(([other]) => other);
  };
}

const kinds = ['name', 'title', 'runbook', 'text'] as const;
type Marks = Partial<Record<(typeof kinds)[number], string>>;

function isLinked(top: string, path: string): boolean {
  return existsSync(join(top, path)) && realpathSync(join(top, path)) !== join(realpathSync(top), path);
}

/** What a scenario is known by. Undefined where there is no file. */
function marksOf(top: string, path: string): Marks | undefined {
  const file = join(top, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const text = readFileSync(file, 'utf8');
  const value = (readYaml(path, text).document?.value ?? {}) as { readonly title?: unknown; readonly runbook?: unknown };
  const { title, runbook } = value;
  return {
    name: basename(path)
      .replace(/\.ya?ml$/, '')
      .toLowerCase(),
    text: digestOf(text),
    ...(typeof title === 'string' ? { title: title.trim().toLowerCase() } : {}),
    ...(typeof runbook === 'string' ? { runbook: relative(top, resolve(top, dirname(path), runbook)) } : {}),
  };
}
