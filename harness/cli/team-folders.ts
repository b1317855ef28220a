import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of a name that a command takes when none is named: the working directory's, and those beside a `drillbook.yaml` below it. */
export function teamFolders(name: 'scenarios' | 'runbooks', cwd: string): readonly string[] {
  return [cwd, ...teamsBelow(cwd, deepest)].map(team => join(team, name)).filter(folder => existsSync(folder));
}

/** Levels of folders: somebody may stand at the top of a disk. */
const deepest = 6;

function teamsBelow(folder: string, levels: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(entry => join(folder, entry.name))
    .flatMap(below =>
      // Another repository's teams are not ours.
      existsSync(join(below, '.git'))
        ? []
        : [...(existsSync(join(below, 'drillbook.yaml')) ? [below] : []), ...readable(below, levels - 1)],
    );
}

/** A folder that may not be read holds nothing for us. */
function readable(folder: string, levels: number): readonly string[] {
  try {
    return levels === 0 ? [] : teamsBelow(folder, levels);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENOENT') return [];
    throw thrown;
  }
}
