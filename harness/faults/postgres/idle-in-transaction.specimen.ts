import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, endForgotten, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresIdleInTransaction: Specimen = {
  kind: 'postgres.idle-in-transaction',
  settings: { service: 'database', table: 'messages' },
  stack: () => stackOf({ database: databaseWithApp }),
  async prepare(bench) {
    await prepareApp(bench);
    await writesAndReads(bench);
  },
  works: writesAndReads,
  mend: endForgotten,
  blunt: [
    {
      where: 'the server ends such transactions itself',
      prepare: async ({ must }) => void (await must(operator(`"alter role app set idle_in_transaction_session_timeout = '100ms'"`))),
      restore: async ({ must }) => void (await must(operator(`"alter role app reset idle_in_transaction_session_timeout"`))),
    },
    {
      where: 'it has written no row',
      settings: { service: 'database', table: 'messages', where: 'id = 404' },
    },
  ],
};
