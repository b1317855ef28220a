import { stackOf } from '../../engines/testing/stack-of.ts';
import { backUp, prepareBackups, restoresAll } from '../testing/backups.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp } from '../testing/stacks.ts';

export const backupIncomplete: Specimen = {
  kind: 'backup.incomplete',
  settings: { path: '/tmp/backups/db.sql', lose: '10%' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareBackups,
  works: restoresAll,
  mend: backUp,
  blunt: [
    { where: 'there is no backup', settings: { path: '/tmp/backups/other.sql' } },
    { where: 'the dump has no such table', settings: { path: '/tmp/backups/db.sql', table: 'letters' } },
  ],
};
