import { stackOf } from '../../engines/testing/stack-of.ts';
import { backUp, prepareBackups, restoresAll } from '../testing/backups.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp } from '../testing/stacks.ts';

export const backupTruncated: Specimen = {
  kind: 'backup.truncated',
  settings: { path: '/tmp/backups/db.sql', keep: '50%' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareBackups,
  works: restoresAll,
  mend: backUp,
  blunt: [
    { where: 'there is no backup', settings: { path: '/tmp/backups/other.sql' } },
    { where: 'it keeps more than there is', settings: { path: '/tmp/backups/db.sql', keep: '1g' } },
  ],
};
