import type { Specimen } from '../testing/specimen.ts';
import { cleaningUp, keepsNotes, notes } from '../testing/volumes.ts';

export const volumeInodes: Specimen = {
  kind: 'volume.inodes',
  settings: { service: 'notes', path: '/srv/data' },
  stack: () => notes({ inodes: 500 }),
  works: keepsNotes,
  mend: async ({ must }) => void (await must('find /srv/data -name "sess_*" -delete')),
  blunt: [
    { where: 'no more was free than it leaves', settings: { service: 'notes', path: '/srv/data', leave: 900 } },
    { where: 'old sessions are deleted by a timer', ...cleaningUp('find /srv/data -name "sess_*" -delete') },
  ],
};
