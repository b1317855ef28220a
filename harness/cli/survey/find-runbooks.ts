import { existsSync, lstatSync, readdirSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { usageError } from '../read-arguments.ts';

export interface Found {
  /** As a person would type them; sorted, each once. */
  readonly files: readonly string[];
  /** Whether a person named the file: then it is told of whatever it holds. */
  readonly named: ReadonlySet<string>;
}

const defaultFolder = 'runbooks';
/** Other people's pages. */
const left: ReadonlySet<string> = new Set(['node_modules', '.git', 'vendor']);

/**
 * The Markdown files that were asked for, or all below a folder. Nothing means `runbooks`, or where there is no such folder the working directory.
 * @throws {HarnessError} `usage` for a path that does not exist.
 */
export function findRunbooks(asked: readonly string[], cwd: string): Found {
  const places = asked.length > 0 ? asked : [existsSync(join(cwd, defaultFolder)) ? defaultFolder : '.'];
  const named = new Set<string>();
  const files = places.flatMap(place => {
    const path = resolve(cwd, place);
    const about = statOf(path);
    if (about === undefined)
      throw usageError(
        `unexpected path "${place}", expected a Markdown file or a folder that exists`,
        'Without a path, `runbooks` is looked at.',
      );
    if (about.isDirectory()) return markdownBelow(path).map(file => shown(file, cwd));
    named.add(shown(path, cwd));
    return [shown(path, cwd)];
  });
  return { files: [...new Set(files)].sort(), named };
}

/** Of a link that leads in a circle itself: reading it tells what is wrong. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return lstatSync(path, { throwIfNoEntry: false });
  }
}

/** Links to folders are not followed, so that nothing is met twice; a folder that may not be read holds nothing for us. */
function markdownBelow(top: string): readonly string[] {
  const files: string[] = [];
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !left.has(entry.name)) folders.push(path);
      else if (!entry.isDirectory() && /\.(?:md|markdown)$/i.test(entry.name)) files.push(path);
    }
  }
  return files;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function shown(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' || below.startsWith('..') ? path : below;
}
