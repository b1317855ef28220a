import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, readFile, readdir, readlink, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Stack } from '../model/stack.ts';
import { digestOf } from '../support/digest.ts';

/** What no engine copies in. */
const leftOut: ReadonlySet<string> = new Set(['node_modules', '.git', '.drillbook']);

/**
 * The files that a stack is made of, beside its Compose files: build contexts, bind mounts and what is copied for the operator, behind
 * links as well; `<kind> <name> <digest>` of each. Names are relative to the stack's folder, so that a clone elsewhere has the same
 * lines. (`bastion.path` names folders on the bastion, not here.)
 */
export async function stackFileLines({ services, bastion, folder }: Stack): Promise<readonly string[]> {
  const named = [
    ...services.flatMap(({ build, mounts }) => [
      ...(build === undefined ? [] : [build.context]),
      ...mounts.flatMap(mount => (mount.kind === 'bind' ? [mount.source] : [])),
    ]),
    ...Object.keys(bastion.copy),
  ].map(path => resolve(folder, path));
  const tops = [...new Set(named)].filter(path => !named.some(other => other !== path && path.startsWith(other + sep))).sort();
  const root = await realpath(folder).catch(() => folder);
  const lines = await Promise.all(tops.map(async top => await linesOf(top, { name: nameIn(folder, top), root, around: new Set() })));
  return lines.flat();
}

/** One digest over all of them. */
export function stackFilesDigest(lines: readonly string[]): string {
  return digestOf(lines.join('\n'));
}

interface Place {
  /** As it is called in the digest. */
  readonly name: string;
  /** Nothing outside of it belongs to a stack. */
  readonly root: string;
  /** Folders that hold it, behind links: a link to one of them is followed no further. */
  readonly around: ReadonlySet<string>;
}

/** `<kind> <name> <digest>` of each file below a path, in a fixed order. */
async function linesOf(path: string, { name, root, around }: Place): Promise<readonly string[]> {
  const stat = await lstat(path, { bigint: true }).catch(() => undefined);
  if (stat === undefined) return [`missing ${name}`];
  if (stat.isSymbolicLink()) {
    const line = `link ${name} ${await readlink(path)}`;
    const target = await realpath(path).catch(() => undefined);
    // Where a link leads is an input as well, be it mounted whole or behind it.
    const leads = target !== undefined && (target === root || target.startsWith(root + sep)) && !isAround(target, path, around);
    return leads ? [line, ...(await linesOf(target, { name, root, around: new Set([...around, target]) }))] : [line];
  }
  if (stat.isDirectory()) {
    const entries = (await readdir(path)).filter(entry => !leftOut.has(entry)).sort();
    const below: string[] = [];
    // One after the other: a repository has more files than a process may open.
    for (const entry of entries) below.push(...(await linesOf(join(path, entry), { name: join(name, entry), root, around })));
    return below;
  }
  if (!stat.isFile()) return [`other ${name}`];
  return [`${(stat.mode & 0o111n) === 0n ? 'file' : 'program'} ${name} ${await digestOfFile(path, stat)}`];
}

/** Whether following a link from here would come back to where one is. */
function isAround(target: string, path: string, around: ReadonlySet<string>): boolean {
  return path.startsWith(target + sep) || around.has(target) || [...around].some(one => one.startsWith(target + sep));
}

/** Scenarios share a stack: what has not changed since is read once for all of them. */
const known = new Map<string, { readonly as: string; readonly digest: string }>();

async function digestOfFile(path: string, { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): Promise<string> {
  const as = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const before = known.get(path);
  if (before?.as === as) return before.digest;
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  known.set(path, { as, digest });
  return digest;
}

function nameIn(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
