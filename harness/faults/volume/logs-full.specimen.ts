import type { Specimen } from '../testing/specimen.ts';
import { cleaningUp, keepsNotes, notes } from '../testing/volumes.ts';

export const volumeLogsFull: Specimen = {
  kind: 'volume.logs-full',
  settings: { service: 'notes', log: '/srv/data/app.log' },
  stack: () => notes(),
  works: keepsNotes,
  mend: async ({ must }) => void (await must(': > /srv/data/app.log')),
  blunt: [
    { where: 'no more was free than it leaves', settings: { service: 'notes', log: '/srv/data/app.log', leave: '8m' } },
    { where: 'logs are truncated by a timer', ...cleaningUp(': > /srv/data/app.log') },
  ],
};
