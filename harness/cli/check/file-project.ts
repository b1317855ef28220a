import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { BlocksOf, Project } from '../../checking/document/project.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { anchorsOf } from '../../reading/runbook/anchors.ts';

/** Larger files are not read for a rule's sake. */
const mostBytes = 512 * 1024;

/** The files below the working directory, each looked at once. `blocks` reads the documents when a rule first asks for them. */
export function fileProject(cwd: string, blocks: (textOf: (path: string) => string | undefined) => readonly BlocksOf[]): Project {
  const exists = kept((path: string) => existsSync(resolve(cwd, path)));
  const read = kept((path: string) => textOf(resolve(cwd, path)));
  const anchors = kept((path: string) => {
    const text = /\.(?:md|markdown)$/i.test(path) ? read(path) : undefined;
    return text === undefined ? undefined : new Set(anchorsOf(readRunbook(path, text), text).keys());
  });
  const all = kept(() => blocks(read));
  return {
    root: relative(cwd, rootOf(cwd)) || '.',
    exists,
    read,
    anchorsOf: anchors,
    get blocks() {
      return all('');
    },
  };
}

function kept<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return key => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as T;
  };
}

function textOf(path: string): string | undefined {
  const about = statSync(path, { throwIfNoEntry: false });
  if (about?.isFile() !== true || about.size > mostBytes) return undefined;
  try {
    const bytes = readFileSync(path);
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/** The top of the repository, else the folder itself. */
function rootOf(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return resolve(folder);
  }
}
