import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Runs stand no deeper below what was named: an artifact's folder, the folder of runs, the run. */
const deepest = 3;

/** Folders of runs among those that were named: each itself, or all that stand below it. Resolves names that hold none to `without`. */
export function findEvidence(
  named: readonly string[],
  cwd: string,
): { readonly folders: readonly { readonly path: string; readonly shown: string }[]; readonly without: readonly string[] } {
  const found = named.map(name => ({ name, runs: runsBelow(resolve(cwd, name), deepest) }));
  return {
    folders: found.flatMap(({ runs }) => runs.map(path => ({ path, shown: relative(cwd, path) || '.' }))),
    without: found.filter(({ runs }) => runs.length === 0).map(({ name }) => name),
  };
}

function runsBelow(folder: string, depth: number): readonly string[] {
  // What looks like a run is one, and what is wrong with it is told by its audit.
  if (existsSync(join(folder, 'run.json')) || existsSync(join(folder, 'manifest.json')) || existsSync(join(folder, 'journals')))
    return [folder];
  if (depth === 0) return [];
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
      .flatMap(name => runsBelow(join(folder, name), depth - 1));
  } catch {
    return [];
  }
}
