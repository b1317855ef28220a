import { z } from 'zod';
import type { Proof } from '../proof.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { hiddenFile } from './hidden-file.ts';
import { cannotRun, nothingTaken } from './no-space.ts';
import { sizedVolume, volumePath, wrongPath } from './sized-path.ts';

/** A file system of a real disk has a number of inodes; one in memory without a number has as many as the machine can hold. */
const mostFiles = 2000;
const mostLeft = 1000;

/** Takes all inodes of the volume that holds a path with small files that nobody cleans up. There is space left, and no file can be made. */
export const volumeInodes = defineFault<{ service: string; path: string; leave: number }>({
  kind: 'volume.inodes',
  about: 'A volume has no inode left: no file can be made on it, though most of its space is free.',
  symptom:
    'New files fail with ENOSPC while `df -h` shows free space (`df -i` shows 100 %); what is open is still written, `pg_isready` succeeds.',
  example: { service: 'web', path: '/srv/uploads' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    path: volumePath,
    leave: z.int().min(0).max(mostLeft).default(0).describe('Files that can still be made'),
  }) as never,
  needs: ['volume', 'files'],
  persistence: 'held',
  summarize: ({ service, path, leave }) => `the volume at ${path} of ${service} had ${leave === 0 ? 'no' : `only ${leave}`} inodes left`,
  target: ({ service }) => service,
  check: wrongPath,
  async inject({ service: name, path, leave }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const files = needed(service, 'files');
    const { volume, usage: before } = await sizedVolume(service, path);
    const { inodes = 0, availableInodes = 0 } = before;
    const folder = await freeFolder(pick(['sessions', 'spool', 'thumbs', 'cache']), one => files.exists(`${path}/${one}`));
    const place = `${path}/${folder}`;
    const probe = hiddenFile(path, folder);
    if (availableInodes <= leave) return nothingTaken(path, `${availableInodes} inodes`);
    const isLimited = availableInodes > mostFiles;
    const undo = async (): Promise<void> => {
      await files.remove(place);
      if (isLimited) await volume.resize(path, { inodes });
    };
    try {
      if (isLimited) await volume.resize(path, { inodes: inodes - availableInodes + mostFiles });
      const reserved = await reserve(leave);
      await volume.exhaustInodes(place);
      await Promise.all(reserved.map(file => files.remove(file)));
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(
        `the inodes of the volume at ${path} of ${name} could not be taken`,
        thrown,
        'Look whether the service can write there.',
      );
    }
    return {
      proveEffect: () =>
        prove(`the volume at ${path} of ${name}`, signal, async (limit): Promise<Proof> => {
          const { availableBytes, availableInodes: free = 0 } = await volume.usage(path);
          if (leave > 0) return { held: free <= leave, proof: `${free} inodes of the volume at ${path} are free` };
          const made = await service.exec(['sh', '-c', ': > "$0"; s=$?; rm -f "$0"; exit $s', probe], { timeoutMs: 2500, signal: limit });
          if (cannotRun.has(made.status))
            return {
              held: free === 0 && availableBytes > 0,
              proof: `${free} inodes and ${availableBytes} bytes are free on the volume at ${path}`,
            };
          const fails = made.status !== 0 && /No space left on device/.test(made.stderr);
          return {
            held: fails && free === 0 && availableBytes > 0,
            proof: `a new file in ${path} ${made.status === 0 ? 'can be made' : fails ? 'fails with ENOSPC' : `fails otherwise: ${made.stderr.trim().split('\n')[0] ?? ''}`}, ${free} inodes and ${availableBytes} bytes are free`,
          };
        }),
      undo,
    };

    async function reserve(count: number): Promise<readonly string[]> {
      const names = Array.from({ length: count }, (_, index) => `${path}/.${folder}.${index}`);
      await Promise.all(names.map(file => files.write(file, '')));
      return names;
    }
  },
});

/** A name that is not taken yet. */
async function freeFolder(base: string, isTaken: (name: string) => Promise<boolean>): Promise<string> {
  for (const candidate of [base, `${base}.old`, `${base}-v1`]) if (!(await isTaken(candidate))) return candidate;
  return `${base}-${Date.now().toString(36)}`;
}
