import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { mountError } from '../../inside/mount-error.ts';
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

/** Gives the volume that holds a path other options, for everybody who has it. */
export function remountVolume(volumes: readonly VolumeSpec[], path: string, options: string): void {
  const { dev } = statSync(path);
  const volume = volumes.find(({ name, sized }) => sized && statSync(`/volumes/${name}`).dev === dev);
  if (volume === undefined) throw Object.assign(new Error('the file system there has no size of its own'), { code: 'UNSUPPORTED' });
  const folder = `/volumes/${volume.name}`;
  const flag = options === 'ro' || options === 'rw' ? [] : [isReadOnly(folder) ? 'ro' : 'rw'];
  try {
    // With its source named, mount(8) adds no options of its own finding: it would name owners of the machine's, whom nobody knows in here.
    execFileSync('/usr/bin/mount', ['-o', ['remount', ...flag, options].join(','), 'volume', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (thrown) {
    throw mountError(String((thrown as { readonly stderr?: Buffer }).stderr ?? thrown));
  }
}

function isReadOnly(folder: string): boolean {
  const [, , , flags = ''] =
    readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map(line => line.split(' '))
      .find(([, target]) => target === folder) ?? [];
  return flags.split(',').includes('ro');
}
