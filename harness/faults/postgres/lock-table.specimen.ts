import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, endForgotten, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresLockTable: Specimen = {
  kind: 'postgres.lock-table',
  settings: { service: 'database', table: 'messages' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: endForgotten,
  blunt: [
    {
      where: 'somebody watches for sessions that are idle in a transaction',
      prepare: async ({ must }) =>
        void (await must(
          `while true; do ${operator(`"select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'"`)}; sleep 0.1; done >/tmp/watch.log 2>&1 &`,
        )),
    },
  ],
};
