import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Stack } from '../../model/stack.ts';
import { alone } from './named.ts';

/** What no engine copies in. */
const leftOut: ReadonlySet<string> = new Set(['node_modules', '.git', '.drillbook']);
/** A file that is larger, or more of them together, is not looked through. */
const largestBytes = 4 * 1024 * 1024;
const mostBytes = 64 * 1024 * 1024;

/**
 * The first file of the stack that holds each of the values: of images that are built, mounted, or copied for the operator. None of
 * them can be written anew without a guess. A value for which not all could be looked through gets the reason.
 */
export async function findInFiles({ services, bastion, folder }: Stack, values: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const patterns = [...new Set(values)].map(value => ({ value, pattern: alone(value) }));
  if (patterns.length === 0) return found;
  const places = placesOf({ services, bastion }).map(place => resolve(folder, place));
  const roots = (await Promise.all([folder, ...places].map(place => realpath(place).catch(() => '')))).filter(root => root !== '');
  const seen = new Set<string>();
  let bytes = 0;
  const look = async (path: string): Promise<void> => {
    if (found.size === patterns.length) return;
    // Mounts may lie in each other, links lead in circles, or to where nothing belongs to the stack.
    const real = await realOf(path);
    if (real === undefined || seen.has(real) || !roots.some(root => `${real}${sep}`.startsWith(`${root}${sep}`))) return;
    seen.add(real);
    const about = await stat(real);
    if (about.isDirectory()) {
      for (const entry of (await readdir(real)).sort()) if (!leftOut.has(entry)) await look(join(path, entry));
      return;
    }
    if (!about.isFile()) return;
    bytes += about.size;
    const name = relative(folder, path);
    if (about.size > largestBytes || bytes > mostBytes) return all(`${name} is too large to look through`);
    const text = await readFile(real, 'latin1');
    for (const { value, pattern } of patterns)
      if (!found.has(value) && text.includes(value) && text.search(pattern) !== -1) found.set(value, `it also stands in ${name}`);
  };
  const all = (why: string): void => values.forEach(value => void (found.has(value) || found.set(value, why)));
  for (const path of places) await look(path).catch(() => all(`${relative(folder, path)} cannot be looked through`));
  return found;
}

/** Undefined where there is nothing: a link that leads nowhere holds no value. */
async function realOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ELOOP') return undefined;
    throw thrown;
  });
}

function placesOf({ services, bastion }: Pick<Stack, 'services' | 'bastion'>): readonly string[] {
  return [
    ...services.flatMap(({ build, mounts }) => [
      ...(build === undefined ? [] : [build.context]),
      ...mounts.flatMap(mount => (mount.kind === 'bind' ? [mount.source] : [])),
    ]),
    ...Object.keys(bastion.copy),
  ];
}
