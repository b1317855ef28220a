import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, endForgotten, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresLockRow: Specimen = {
  kind: 'postgres.lock-row',
  settings: { service: 'database', table: 'messages', where: 'id = 1' },
  stack: () => stackOf({ database: databaseWithApp }),
  async prepare(bench) {
    await prepareApp(bench);
    await writesAndReads(bench);
  },
  works: writesAndReads,
  mend: endForgotten,
  blunt: [{ where: 'no row fits the condition', settings: { service: 'database', table: 'messages', where: 'id = 404' } }],
};
