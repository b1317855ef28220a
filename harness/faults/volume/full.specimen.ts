import type { Specimen } from '../testing/specimen.ts';
import { cleaningUp, keepsNotes, notes } from '../testing/volumes.ts';

export const volumeFull: Specimen = {
  kind: 'volume.full',
  settings: { service: 'notes', path: '/srv/data' },
  stack: () => notes(),
  works: keepsNotes,
  mend: async ({ must }) => void (await must('rm /srv/data/access.log.*')),
  blunt: [
    { where: 'no more was free than it leaves', settings: { service: 'notes', path: '/srv/data', leave: '8m' } },
    { where: 'old logs are deleted by a timer', ...cleaningUp('rm -f /srv/data/*.log.?') },
  ],
};
