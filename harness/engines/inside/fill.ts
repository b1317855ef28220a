import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, mkdirSync, openSync, statSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** `TMPFS_MAGIC` of statfs(2). */
const tmpfsType = 0x01021994;

export interface Usage {
  readonly sizeBytes: number;
  readonly availableBytes: number;
  readonly inodes: number;
  readonly availableInodes: number;
}

/** Space of the file system that holds a path. */
export function usageOf(path: string): Usage {
  const { bsize, blocks, bavail, files, ffree } = statfsSync(path);
  return { sizeBytes: bsize * blocks, availableBytes: bsize * bavail, inodes: files, availableInodes: ffree };
}

/** Writes new files of equal size until not one byte more goes in. */
export function fillWith(paths: readonly string[]): void {
  for (const path of paths) mustBeInMemory(dirname(path));
  const share = Math.ceil(usageOf(dirname(paths[0] ?? '/')).availableBytes / Math.max(1, paths.length));
  for (const [index, path] of paths.entries()) write(path, index === paths.length - 1 ? Number.POSITIVE_INFINITY : share);
}

/** Makes empty files in a new folder until there can be no more, with names as sessions have them; answers how many. */
export function exhaustInodes(folder: string): number {
  mustBeInMemory(dirname(folder));
  mkdirSync(folder, { mode: 0o750 });
  const { uid, gid } = statSync(dirname(folder));
  chownSync(folder, uid, gid);
  for (let count = 0; ; count++) {
    try {
      closeSync(openSync(`${folder}/sess_${randomBytes(13).toString('hex')}`, 'wx', 0o600));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') return count;
      throw thrown;
    }
  }
}

/** All volumes with a size are; a link on one may lead to a disk of the machine, which is never filled. */
function mustBeInMemory(folder: string): void {
  if (statfsSync(folder).type !== tmpfsType) throw new Error(`the file system at ${folder} has no size of its own`);
}

function write(path: string, atMost: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'wx', 0o640);
  // It belongs to whom the folder belongs to, as if the service itself had written it.
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
  try {
    let left = atMost;
    for (const size of [1 << 20, 4096, 1]) {
      const piece = Buffer.alloc(size, 'checkpoint complete\n');
      while (left > 0 && wrote(file, left < size ? piece.subarray(0, left) : piece)) left -= size;
    }
  } finally {
    closeSync(file);
  }
}

function wrote(file: number, piece: Uint8Array): boolean {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw thrown;
  }
}
