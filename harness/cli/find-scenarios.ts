import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { nearest } from '../support/nearest.ts';
import { usageError } from './read-arguments.ts';

const defaultFolder = 'scenarios';

export interface Selection {
  /** Scenario files, relative to the working directory where they are below it; sorted, each once. */
  readonly files: readonly string[];
  /** Tags that choose among them; empty for all. */
  readonly tags: readonly string[];
}

/**
 * What a person asked to drill: files, folders (all YAML files below), tags (`@postgres`) or a file's name without folder and
 * ending. Nothing means the folder `scenarios`.
 * @throws {HarnessError} `usage` for what is none of these, with the nearest scenario's name.
 */
export function findScenarios(asked: readonly string[], cwd: string): Selection {
  const tags = asked.filter(one => one.startsWith('@')).map(tag => tag.slice(1));
  const places = asked.filter(one => !one.startsWith('@'));
  const files = (places.length > 0 ? places : [defaultFolder]).flatMap(place => filesAt(place, cwd, places.length === 0));
  return { files: [...new Set(files)].sort(), tags };
}

function filesAt(place: string, cwd: string, mayBeAbsent: boolean): readonly string[] {
  const path = resolve(cwd, place);
  if (existsSync(path)) return statSync(path).isDirectory() ? yamlBelow(path, cwd) : [shown(path, cwd)];
  if (mayBeAbsent) return [];
  const known = new Map(
    (existsSync(join(cwd, defaultFolder)) ? yamlBelow(join(cwd, defaultFolder), cwd) : []).map(file => [nameOf(file), file]),
  );
  const named = known.get(place);
  if (named !== undefined) return [named];
  const near = nearest(nameOf(place), known.keys());
  const expected = near === undefined ? 'a scenario file, a folder or a tag such as @postgres' : (known.get(near) ?? near);
  throw usageError(
    `unexpected scenario "${place}", expected ${expected}`,
    'Name scenario files or folders; without a name, all below `scenarios` are drilled.',
  );
}

function yamlBelow(folder: string, cwd: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name) && !entry.parentPath.split('/').includes('node_modules'))
    .map(entry => join(entry.parentPath, entry.name))
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
