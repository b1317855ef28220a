import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

const words = ['postgres', '-c', 'max_connections=20', '-c', 'max_prepared_transactions=4'];

export const postgresPreparedTransaction: Specimen = {
  kind: 'postgres.prepared-transaction',
  settings: { service: 'database', table: 'messages' },
  stack: () => stackOf({ database: { ...databaseWithApp, run: words.join(' '), command: words } }),
  async prepare(bench) {
    await prepareApp(bench);
    await writesAndReads(bench);
  },
  works: writesAndReads,
  mend: async ({ must }) => {
    const gid = await must(operator(`"select gid from pg_prepared_xacts"`));
    await must(operator(`"rollback prepared '${gid}'"`));
  },
  blunt: [
    { where: 'it has written no row', settings: { service: 'database', table: 'messages', where: 'id = 404' } },
    { where: 'the server allows no prepared transactions', stack: () => stackOf({ database: databaseWithApp }) },
  ],
};
