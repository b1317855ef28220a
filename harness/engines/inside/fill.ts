import { chownSync, closeSync, mkdirSync, openSync, statSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Space of the file system that holds a path. */
export function usageOf(path: string): { readonly sizeBytes: number; readonly availableBytes: number } {
  const { bsize, blocks, bavail } = statfsSync(path);
  return { sizeBytes: bsize * blocks, availableBytes: bsize * bavail };
}

/** Writes new files of equal size until not one byte more goes in. */
export function fillWith(paths: readonly string[]): void {
  const share = Math.ceil(usageOf(dirname(paths[0] ?? '/')).availableBytes / Math.max(1, paths.length));
  for (const [index, path] of paths.entries()) write(path, index === paths.length - 1 ? Number.POSITIVE_INFINITY : share);
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
