import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { matchesPath } from '../../support/path-pattern.ts';
import { usageError } from '../read-arguments.ts';
import { findRunbooks, type Found } from '../survey/find-runbooks.ts';

/**
 * The documents that were asked for: files, folders, and patterns that no shell has put names in for. What git ignores is left out of folders
 * and patterns; a file that is named is not, nor is what a folder holds that git ignores as a whole: who names it, or stands in it, means it.
 * @throws {HarnessError} `usage` for a path that does not exist, or a pattern that nothing matches.
 */
export async function findDocuments(asked: readonly string[], cwd: string): Promise<Found> {
  const patterns = asked.filter(one => isPattern(one, cwd));
  const plain = asked.filter(one => !patterns.includes(one));
  const { files, named } = plain.length === 0 && patterns.length > 0 ? { files: [], named: new Set<string>() } : findRunbooks(plain, cwd);
  const matched = patterns.flatMap(pattern => matching(pattern, cwd));
  const all = [...new Set([...files, ...matched])].sort();
  const folders = [...plain, ...patterns.map(folderOf), '.'].map(one => resolve(cwd, one)).filter(isFolder);
  const ignored = await ignoredAmong(
    all.filter(file => !named.has(file)),
    folders,
    cwd,
  );
  return { files: all.filter(file => !ignored.has(file)), named };
}

/** The folders that are meant by what was asked for: of a file, the one that it stands in. */
export function foldersAsked(asked: readonly string[], cwd: string): readonly string[] {
  if (asked.length === 0) return [cwd];
  return asked.map(one => {
    const path = resolve(cwd, one);
    if (isPattern(one, cwd)) return resolve(cwd, folderOf(one));
    return isFolder(path) ? path : dirname(path);
  });
}

function isPattern(asked: string, cwd: string): boolean {
  return /[*?]/.test(asked) && !existsSync(join(cwd, asked));
}

function folderOf(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?]/)).replace(/[^/]*$/, '') || '.';
}

function isFolder(path: string): boolean {
  // A link that leads in a circle is none either.
  return existsSync(path) && statSync(path).isDirectory();
}

function matching(pattern: string, cwd: string): readonly string[] {
  const folder = folderOf(pattern);
  const found = existsSync(join(cwd, folder))
    ? readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => relative(cwd, join(entry.parentPath, entry.name)))
        .filter(file => /\.(?:md|markdown)$/i.test(file) && !/(?:^|\/)(?:node_modules|\.git)\//.test(file) && matchesPath(pattern, file))
    : [];
  if (found.length === 0) throw usageError(`unexpected pattern "${pattern}", expected one that a Markdown file matches`);
  return found;
}

/** Each as the innermost of the folders that it was found in has it. */
async function ignoredAmong(files: readonly string[], folders: readonly string[], cwd: string): Promise<ReadonlySet<string>> {
  const innermost = [...new Set(folders)].sort((one, other) => other.length - one.length);
  const places = files
    .map(file => ({ file, path: resolve(cwd, file) }))
    .map(one => ({ ...one, folder: innermost.find(top => isBelow(top, one.path)) }));
  const ignored = new Set<string>();
  for (const folder of innermost) {
    const names = new Map(places.filter(one => one.folder === folder).map(({ file, path }) => [relative(folder, path), file]));
    for (const name of await ignoredBelow(folder, [...names.keys()])) ignored.add(names.get(name) ?? name);
  }
  return ignored;
}

function isBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && below !== '..' && !below.startsWith('../') && !isAbsolute(below);
}

/** Outside of a repository, or without git, nothing is. */
async function ignoredBelow(folder: string, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { execa } = await import('execa');
  const itself = '.';
  const { stdout } = await execa('git', ['check-ignore', '-z', '--stdin'], {
    cwd: folder,
    reject: false,
    input: [itself, ...names].map(name => `${name}\0`).join(''),
  });
  const ignored = (typeof stdout === 'string' ? stdout : '').split('\0').filter(name => name !== '');
  return ignored.includes(itself) ? [] : ignored;
}
