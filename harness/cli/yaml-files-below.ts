import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What is installed, and what ad-hoc drills have left. */
const notTheirs = ['node_modules', '.drillbook'];

/** All YAML files below a folder. Links are followed within the repository of the working directory; each folder that they lead to once. */
export function yamlFilesBelow(folder: string, cwd: string): readonly string[] {
  const top = topOf(realpathSync(cwd));
  const seen = new Set<string>();
  const links: string[] = [];
  const found: string[] = [];
  const walk = (at: string): void => {
    const real = realpathSync(at);
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isSymbolicLink()) links.push(path);
      else if (entry.isDirectory() && !notTheirs.includes(entry.name)) walk(path);
      else if (entry.isFile() && isYaml(path)) found.push(path);
    }
  };
  walk(folder);
  // After all else: a folder that is there itself keeps its name.
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const real = behind(link);
    if (real === undefined || !isBelow(real, top) || relative(top, real).split(sep).some(isNotTheirs) || isNotTheirs(link)) continue;
    const target = statSync(real);
    // One to a folder around this one would take in all the rest.
    if (target.isDirectory() && !isBelow(realpathSync(folder), real)) walk(link);
    else if (target.isFile() && isYaml(link)) found.push(link);
  }
  return found;
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function isNotTheirs(name: string): boolean {
  return notTheirs.includes(name.slice(name.lastIndexOf(sep) + 1));
}

function isBelow(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : `${top}${sep}`);
}

/** Undefined for a link that leads nowhere, or to itself. */
function behind(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

/** The repository's top above a folder; the folder itself where there is no repository. */
function topOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
