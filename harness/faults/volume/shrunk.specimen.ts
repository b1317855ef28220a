import type { Specimen } from '../testing/specimen.ts';
import { keepsNotes, notes } from '../testing/volumes.ts';

export const volumeShrunk: Specimen = {
  kind: 'volume.shrunk',
  settings: { service: 'notes', path: '/srv/data' },
  stack: () => notes(),
  // Nothing of it is superfluous; but what is old can be done without.
  prepare: async ({ must }) =>
    void (await must('for year in 2019 2020 2021; do head -c 500000 /dev/urandom > /srv/data/orders-$year.csv; done')),
  works: keepsNotes,
  mend: async ({ must }) => void (await must('rm /srv/data/orders-2019.csv')),
  blunt: [{ where: 'no more was free than it leaves', settings: { service: 'notes', path: '/srv/data', leave: '8m' } }],
};
