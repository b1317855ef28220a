import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Stack } from '../../model/stack.ts';

/** A text file of a stack, with its full path. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const mostFiles = 4000;
const mostBytes = 512 * 1024;

/** What others wrote, what is made of sources, and what tells nothing of the system. */
const left = /^(?:node_modules|\.git|vendor|\.venv|venv|__pycache__|coverage|\.next|target|bower_components|\.terraform)$/;
const untold =
  /\.(?:md|markdown|png|jpe?g|gif|svg|ico|woff2?|ttf|pdf|zip|gz|tgz|map|lock|pem|crt|key|mp[34])$|^(?:package-lock\.json|pnpm-lock\.yaml)$/i;

/**
 * The texts that a stack is made of: what it builds, mounts and copies, and all of its folder where that is its project's. Undefined where
 * these are too many to be read, or a folder is not there.
 */
export function sourceFilesOf(stack: Stack): readonly SourceFile[] | undefined {
  const tops = new Set([
    ...stack.services.flatMap(({ build, mounts }) => [
      ...(build === undefined ? [] : [resolve(stack.folder, build.context)]),
      ...mounts.flatMap(mount => (mount.kind === 'bind' ? [resolve(stack.folder, mount.source)] : [])),
    ]),
    ...Object.keys(stack.bastion.copy).map(source => resolve(stack.folder, source)),
    ...stack.files.map(file => resolve(file)),
    ...(stack.envFiles ?? []),
  ]);
  if (isProject(stack)) tops.add(stack.folder);
  for (const folder of databaseFoldersAbove(stack.folder)) tops.add(folder);
  const paths = new Set<string>();
  for (const top of tops) {
    if (top === '/' || !collect(top, paths)) return undefined;
  }
  return [...paths].flatMap(path => textOf(path) ?? []);
}

/** Whether its Compose files are the only ones of the folder: another stack beside it has sources of its own there. */
function isProject({ folder, files }: Stack): boolean {
  const own = new Set(files.map(file => resolve(file)));
  return namesIn(folder).every(name => {
    const path = join(folder, name);
    if (!/\.ya?ml$/.test(name) || own.has(path) || /^(?:docker-)?compose\b/.test(name)) return true;
    return !/^services\s*:/m.test(textOf(path)?.text ?? '');
  });
}

/** Folders of migrations beside the stack's and above it, in the same repository: somebody runs them by hand. */
function databaseFoldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = folder; !existsSync(join(at, '.git'));) {
    at = dirname(at);
    if (above.length === 5 || dirname(at) === at) return [];
    above.push(at);
  }
  return above.flatMap(at =>
    namesIn(at)
      .filter(name => /^(?:migrations?|db|database|sql|schema|prisma|alembic)$/.test(name))
      .map(name => join(at, name)),
  );
}

/** Whether all was found. */
function collect(path: string, paths: Set<string>): boolean {
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about === undefined) return false;
  if (about.isFile()) {
    if (!untold.test(basename(path)) && about.size <= mostBytes) paths.add(path);
    // A large dump may hold tables.
    return about.size <= mostBytes || !path.endsWith('.sql');
  }
  if (!about.isDirectory()) return true;
  return paths.size < mostFiles && namesIn(path).every(name => left.test(name) || collect(join(path, name), paths));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(path: string): SourceFile | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.includes(0) ? undefined : { path, text: bytes.toString('utf8') };
  } catch {
    return undefined;
  }
}

/** Whether a file lies in a folder or below it. */
export function isBelow(path: string, folder: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (at === folder) return true;
    if (dirname(at) === at) return false;
  }
}
