import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresConnectionLimit: Specimen = {
  kind: 'postgres.connection-limit',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`"alter role app connection limit -1"`))),
  blunt: [
    { where: 'the role has fewer sessions than it may', settings: { service: 'database', limit: 3 } },
    {
      where: 'the role is a superuser',
      prepare: async ({ must }) => void (await must(operator(`"alter role app superuser"`))),
      restore: async ({ must }) => void (await must(operator(`"alter role app nosuperuser"`))),
    },
  ],
};
