import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { operatorId } from './agent/operator-place.ts';
import type { Container, Runtime } from './runtime.ts';

export interface CopyOptions {
  /** Names that are not copied, at any depth. */
  readonly without?: readonly string[];
}

/**
 * Copies a file or a folder into a container, running or not: a remote Docker knows nothing of the
 * host's files. A file whose target ends with `/` goes into that folder. What belongs to
 * whoever runs this belongs to the operator there, as what somebody checked out is theirs; other owners keep it.
 */
export async function copyIn(
  runtime: Runtime,
  container: Container,
  source: string,
  target: string,
  options: CopyOptions = {},
): Promise<void> {
  const archive = pack();
  const written = write(archive, source, target, options).then(
    () => archive.finalize(),
    (thrown: unknown) => archive.destroy(thrown as Error),
  );
  await runtime.container.putArchive(container, archive as never, '/');
  await written;
}

/** Puts a link into a container, in place of what is there. */
export async function linkIn(runtime: Runtime, container: Container, to: string, target: string): Promise<void> {
  const archive = pack();
  archive.entry({ name: target.slice(1), type: 'symlink', linkname: to });
  archive.finalize();
  await runtime.container.putArchive(container, archive as never, '/');
}

async function write(archive: Pack, source: string, target: string, { without = [] }: CopyOptions): Promise<void> {
  const made = new Set<string>();
  const folder = (path: string, mode: number, owner: { uid: number; gid: number }): void => {
    if (path === '/' || path === '.' || made.has(path)) return;
    made.add(path);
    archive.entry({ name: `${path.slice(1)}/`, type: 'directory', mode, ...owner });
  };
  const add = async (from: string, to: string): Promise<void> => {
    const stat = await lstat(from);
    const head = { name: to.slice(1), mode: stat.mode & 0o7777, mtime: stat.mtime, ...ownerOf(stat) };
    if (stat.isSymbolicLink()) archive.entry({ ...head, type: 'symlink', linkname: await readlink(from) });
    else if (stat.isDirectory()) {
      folder(to, head.mode, ownerOf(stat));
      for (const name of (await readdir(from)).sort()) if (!without.includes(name)) await add(join(from, name), posix.join(to, name));
    } else if (stat.isFile()) {
      const entry = archive.entry({ ...head, size: stat.size });
      await pipeline(createReadStream(from), entry);
    }
  };
  const clean = posix.normalize(target).replace(/(?<=.)\/$/, '');
  // Folders above are there, or Docker makes them.
  await add(source, target.endsWith('/') && (await lstat(source)).isFile() ? posix.join(clean, basename(source)) : clean);
}

function ownerOf({ uid, gid }: { readonly uid: number; readonly gid: number }): { uid: number; gid: number } {
  return uid === process.getuid?.() ? { uid: operatorId, gid: operatorId } : { uid, gid };
}
