import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { nearest } from '../support/nearest.ts';
import { usageError } from './read-arguments.ts';
import { teamFolders } from './team-folders.ts';
import { yamlFilesBelow } from './yaml-files-below.ts';

export interface Selection {
  /** Scenario files, relative to the working directory where they are below it; sorted, each once. */
  readonly files: readonly string[];
  /** Tags that choose among them; empty for all. */
  readonly tags: readonly string[];
}

/**
 * What a person asked to drill: files, folders (all YAML files below), tags (`@postgres`) or a file's name without folder and
 * ending. Nothing means the folder `scenarios`, and those of the teams below (beside a
 * `drillbook.yaml`).
 * @throws {HarnessError} `usage` for what is none of these, with the nearest scenario's name.
 */
export function findScenarios(asked: readonly string[], cwd: string): Selection {
  const tags = asked.filter(one => one.startsWith('@')).map(tag => tag.slice(1));
  const places = asked.filter(one => !one.startsWith('@'));
  const files = places.length > 0 ? places.flatMap(place => filesAt(place, cwd)) : defaultFiles(cwd);
  return { files: eachByItsName(eachOnce(files, cwd)), tags };
}

function defaultFiles(cwd: string): readonly string[] {
  return eachOnce(
    teamFolders('scenarios', cwd).flatMap(folder => (statSync(folder).isDirectory() ? yamlBelow(folder, cwd) : [])),
    cwd,
  );
}

/** Sorted. What a link leads to is not drilled again under the link's name; of several links the one that is nearest to the top names it. */
function eachOnce(files: readonly string[], cwd: string): readonly string[] {
  const top = realpathSync(cwd);
  const names = new Map<string, string>();
  const isLink = (file: string): boolean => realpathSync(resolve(cwd, file)) !== resolve(top, relative(cwd, resolve(cwd, file)));
  const depth = (file: string): number => file.split('/').length;
  const sorted = [...new Set(files)].sort().sort((one, other) => depth(one) - depth(other));
  for (const file of [...sorted.filter(one => !isLink(one)), ...sorted.filter(isLink)]) {
    const real = realpathSync(resolve(cwd, file));
    if (!names.has(real)) names.set(real, file);
  }
  return [...names.values()].sort();
}

/** Files whose names differ in their ending alone would be one and the same scenario in evidence. */
function eachByItsName(files: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const file of files) {
    const name = file.replace(/\.ya?ml$/, '');
    const other = byName.get(name);
    if (other !== undefined)
      throw usageError(
        `unexpected scenarios ${other} and ${file}, expected names that differ in more than their ending`,
        'Rename one of them: both would be one and the same in reports.',
      );
    byName.set(name, file);
  }
  return files;
}

function filesAt(place: string, cwd: string): readonly string[] {
  const path = resolve(cwd, place);
  if (existsSync(path)) return statSync(path).isDirectory() ? yamlBelow(path, cwd) : [shown(path, cwd)];
  const all = defaultFiles(cwd);
  const [named, ...others] = all.filter(file => nameOf(file) === place);
  if (named !== undefined && others.length > 0)
    throw usageError(
      `unexpected scenario "${place}", expected one of ${[named, ...others].join(', ')}`,
      'Several teams have one of that name: name its file.',
    );
  if (named !== undefined) return [named];
  const known = new Map(all.map(file => [nameOf(file), file]));
  const near = nearest(nameOf(place), known.keys());
  const expected = near === undefined ? 'a scenario file, a folder or a tag such as @postgres' : (known.get(near) ?? near);
  throw usageError(
    `unexpected scenario "${place}", expected ${expected}`,
    'Name scenario files or folders; without a name, all below `scenarios` are drilled.',
  );
}

function yamlBelow(folder: string, cwd: string): readonly string[] {
  return yamlFilesBelow(folder, cwd)
    .filter(isScenario)
    .map(file => shown(file, cwd));
}

/** Folders hold other YAML as well, such as stacks and `drillbook.yaml`; a file that was named is always taken for a scenario. */
function isScenario(file: string): boolean {
  return /^(?:runbook|"runbook"|'runbook')\s*:/m.test(readFileSync(file, 'utf8'));
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
}

/** As a person would type it. */
function shown(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' || below.startsWith('..') ? path : below;
}
