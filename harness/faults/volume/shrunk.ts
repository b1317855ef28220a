import { z } from 'zod';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { hiddenFile } from './hidden-file.ts';
import { leaveSize, nothingTaken, proveNoSpace } from './no-space.ts';
import { sizedVolume, volumePath, wrongPath } from './sized-path.ts';

const tries = 10;
/** The kernel counts in pages. */
const pageBytes = 4096;

/**
 * Makes a volume as small as what it holds: it is full, and there is nothing on it that should not be there. As when a disk was
 * laid out too small, or a quota was lowered. It can be made larger, or data must go.
 */
export const volumeShrunk = defineFault<{ service: string; path: string; leave: number }>({
  kind: 'volume.shrunk',
  about: 'A volume is too small for what it holds: it is full, without anything superfluous on it.',
  symptom: 'Writes fail with ENOSPC (PostgreSQL: 53100), and no file is there to be deleted; reads, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', path: '/var/lib/postgresql/data' },
  settings: z.strictObject({ service: z.string().describe('The service'), path: volumePath, leave: leaveSize }) as never,
  needs: ['volume'],
  persistence: 'held',
  summarize: ({ service, path, leave }) =>
    `the volume at ${path} of ${service} was shrunk to what it held${leave === 0 ? '' : ` and ${leave} bytes`}`,
  target: ({ service }) => service,
  check: wrongPath,
  async inject({ service: name, path, leave }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const { volume, usage: before } = await sizedVolume(service, path);
    if (before.availableBytes <= leave) return nothingTaken(path, `${before.availableBytes} bytes`);
    const probe = hiddenFile(path, pick(['export', 'report', 'upload', 'queue']));
    for (let tried = 0; ; tried++) {
      try {
        const { sizeBytes, availableBytes } = await volume.usage(path);
        const smallest = sizeBytes - availableBytes + Math.ceil(leave / pageBytes) * pageBytes;
        await volume.resize(path, { sizeBytes: Math.max(pageBytes, smallest) });
        break;
      } catch (thrown) {
        // Somebody has just written more.
        if ((thrown as NodeJS.ErrnoException).code === 'EINVAL' && tried < tries && !signal.aborted) continue;
        throw notInjected(
          `the volume at ${path} of ${name} could not be shrunk`,
          thrown,
          'Look whether something writes there all the time.',
        );
      }
    }
    return {
      proveEffect: () => proveNoSpace(service, { volume, path, leave, probe }, signal),
      async undo() {
        // What somebody has made larger meanwhile stays so.
        if ((await volume.usage(path)).sizeBytes < before.sizeBytes) await volume.resize(path, { sizeBytes: before.sizeBytes });
      },
    };
  },
});
