import { setTimeout as sleep } from 'node:timers/promises';
import type { Specimen } from '../testing/specimen.ts';
import { keepsNotes, notes } from '../testing/volumes.ts';

let isWatched = false;
let watch: Promise<void> = Promise.resolve();

export const volumeReadOnly: Specimen = {
  kind: 'volume.read-only',
  settings: { service: 'notes', path: '/srv/data' },
  stack: () => notes({ log: false }),
  works: keepsNotes,
  // As `mount -o remount,rw` does on the machine that has the disk.
  mend: async ({ stack }) => await stack.services.get('notes')?.can.volume?.readOnly('/srv/data', false),
  blunt: [
    {
      where: 'somebody makes it writable again whenever it is not',
      async prepare({ stack }) {
        const volume = stack.services.get('notes')?.can.volume;
        isWatched = true;
        watch = (async () => {
          for (; isWatched; await sleep(50)) await volume?.readOnly('/srv/data', false);
        })();
      },
      async restore() {
        isWatched = false;
        await watch;
      },
    },
  ],
};
