import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Packages that the project's owner has fixed; what they need is theirs. */
const fixed = ['@playwright/test', 'remark', 'unified', 'js-yaml', 'execa', 'testcontainers', 'pg', 'ioredis'];

/** Bytes of an installed package and of what it needs, beside the fixed packages and what those need. */
export function ownBytes(folder: string): number {
  const theirs = new Set<string>();
  for (const name of fixed) addClosure(name, folder, theirs);
  const all = new Set<string>([folder]);
  for (const name of dependenciesOf(folder)) addClosure(name, folder, all);
  return [...all].filter(one => !theirs.has(one)).reduce((sum, one) => sum + bytesOf(one), 0);
}

function addClosure(name: string, from: string, found: Set<string>): void {
  const folder = resolveFrom(name, from);
  if (folder === undefined || found.has(folder)) return;
  found.add(folder);
  for (const needed of dependenciesOf(folder)) addClosure(needed, folder, found);
}

function dependenciesOf(folder: string): readonly string[] {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: object;
    readonly optionalDependencies?: object;
  };
  return Object.keys({ ...dependencies, ...optionalDependencies });
}

/** As Node looks for it. */
function resolveFrom(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Of its own files, without packages that are nested in it. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? bytesOf(path) : statSync(path).size);
    }, 0);
}
