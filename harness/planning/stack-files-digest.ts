import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Stack } from '../model/stack.ts';
import { digestOf } from '../support/digest.ts';

/** What no engine copies in. */
const leftOut: ReadonlySet<string> = new Set(['node_modules', '.git', '.drillbook']);

/**
 * One digest over the files that a stack is made of, beside its Compose files: build contexts, bind mounts, what the operator has and
 * which tools. Names are relative to the stack's folder, so that a clone elsewhere has the same digest.
 */
export async function stackFilesDigest(stack: Stack): Promise<string> {
  const named = [
    ...stack.services.flatMap(({ build, mounts }) => [
      ...(build === undefined ? [] : [build.context]),
      ...mounts.flatMap(mount => (mount.kind === 'bind' ? [mount.source] : [])),
    ]),
    ...Object.keys(stack.bastion.copy),
    ...stack.bastion.path,
  ].map(path => resolve(stack.folder, path));
  const tops = [...new Set(named)].filter(path => !named.some(other => other !== path && path.startsWith(other + sep))).sort();
  const lines = await Promise.all(tops.map(top => linesOf(top, stack.folder)));
  return digestOf(lines.flat().join('\n'));
}

/** `<kind> <name> <digest>` of each file below a path, in a fixed order. */
async function linesOf(path: string, base: string): Promise<readonly string[]> {
  const name = relative(base, path).split(sep).join('/');
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined) return [`missing ${name}`];
  if (stat.isSymbolicLink()) return [`link ${name} ${await readlink(path)}`];
  if (stat.isDirectory()) {
    const entries = (await readdir(path)).filter(entry => !leftOut.has(entry)).sort();
    const below: string[] = [];
    // One after the other: a repository has more files than a process may open.
    for (const entry of entries) below.push(...(await linesOf(join(path, entry), base)));
    return below;
  }
  if (!stat.isFile()) return [`other ${name}`];
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return [`${(stat.mode & 0o111) === 0 ? 'file' : 'program'} ${name} ${digest}`];
}
