import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { VolumeSpec } from './protocol.ts';

/** Mounts each volume as a file system of its own size, so that a full one is full for real. */
export function mountVolumes(volumes: readonly VolumeSpec[]): void {
  for (const { name, sizeBytes, inodes } of volumes) {
    mkdirSync(`/volumes/${name}`, { recursive: true });
    execFileSync('/usr/bin/mount', [
      '-t',
      'tmpfs',
      '-o',
      `size=${sizeBytes},mode=755${inodes === undefined ? '' : `,nr_inodes=${inodes}`}`,
      'volume',
      `/volumes/${name}`,
    ]);
  }
}

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
