import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresConnections: Specimen = {
  kind: 'postgres.connections',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'"`))),
  blunt: [{ where: 'it leaves places that nobody needs', settings: { service: 'database', leave: 500 } }],
  slow: 'it logs in as often as the server has places',
};
