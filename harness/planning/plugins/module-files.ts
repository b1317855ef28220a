import { readFileSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { digestOf } from '../../support/digest.ts';
import { importTargets } from './import-targets.ts';

/** A text in quotes that may name a file, wherever it stands: what is imported and what is read look alike. What is put together while it runs is not found. */
const literal = /(['"`])(\.{1,2}\/[^'"`\n]+|#[^'"`\s]+)\1/g;
const mostFiles = 500;

/**
 * Digests of a module and of all files that its texts name by relative paths, and those of modules among them, named from `top`. Packages are not
 * followed. @throws Error for a module outside of `top`.
 */
export async function moduleFiles(entry: string, top: string): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const name = relative(top, path);
    if (name in digests) continue;
    if (!path.startsWith(`${top}${sep}`)) {
      if (isLoaded(path)) throw new Error(`it imports ${path}, which is outside of the repository`);
      continue;
    }
    if (Object.keys(digests).length >= mostFiles) throw new Error(`it imports more than ${mostFiles} files`);
    const content = await readFile(path);
    digests[name] = digestOf(content);
    if (!isModule(path)) continue;
    for (const [, , text = ''] of content.toString().matchAll(literal))
      // One that is not there is told of by the import itself; or it stands in a comment.
      waiting.push(...(text.startsWith('#') ? filesBehind(text, path, top) : filesAt(join(dirname(path), text))));
  }
  return Object.fromEntries(Object.entries(digests).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The nearest package.json, which says what a name such as `#one` stands for, and what that is. */
function filesBehind(name: string, from: string, top: string): readonly string[] {
  for (let folder = dirname(from); `${folder}${sep}`.startsWith(`${top}${sep}`); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!isFile(file)) continue;
    return [realpathSync(file), ...importTargets(name, readFileSync(file, 'utf8')).flatMap(target => filesAt(join(folder, target)))];
  }
  return [];
}

/** What is behind `?` or `#` belongs to an import's address, or to the file's name; so for `%20`. */
function filesAt(path: string): readonly string[] {
  const address = path.replace(/[?#].*$/, '');
  return [...new Set([path, address, unescaped(address)])].flatMap(one => {
    const found = ['', '.js', '.json', '.cjs', '/index.js'].map(ending => `${one}${ending}`).find(isFile);
    return found === undefined ? [] : [realpathSync(found)];
  });
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isModule(path: string): boolean {
  return /^(?:\.[cm]?[jt]sx?)?$/.test(extname(path));
}

function isLoaded(path: string): boolean {
  return isModule(path) || extname(path) === '.json';
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Nor is what no path can be: any text is tried.
    return false;
  }
}
