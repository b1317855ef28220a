import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
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
