import { stackOf } from '../../engines/testing/stack-of.ts';
import { backUp, prepareBackups, restoresAll } from '../testing/backups.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp } from '../testing/stacks.ts';

export const backupStale: Specimen = {
  kind: 'backup.stale',
  settings: { path: '/tmp/backups/db.sql', age: '30d', from: '/tmp/archive/db.sql' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareBackups,
  works: restoresAll,
  mend: backUp,
  blunt: [
    { where: 'there is no backup', settings: { path: '/tmp/backups/other.sql' } },
    {
      where: 'the older one is the same',
      settings: { path: '/tmp/backups/db.sql', from: '/tmp/archive/same.sql' },
      prepare: async ({ must }) => void (await must('cp /tmp/backups/db.sql /tmp/archive/same.sql')),
    },
    { where: 'the older one is the backup itself', settings: { path: '/tmp/backups/db.sql', from: '/tmp/backups/db.sql' } },
  ],
};
