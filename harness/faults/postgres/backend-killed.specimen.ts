import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresBackendKilled: Specimen = {
  kind: 'postgres.backend-killed',
  // Long enough that users notice between two looks, on a machine that is busy with other tests.
  settings: { service: 'database', lasts: '15s' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  // There is nothing to do but to wait until a session lives.
  mend: async bench => void (await bench.must(`until ${app(`"select pg_sleep(2)"`)}; do sleep 0.1; done`)),
  blunt: [
    { where: 'one process is killed, and the server has recovered before anybody looks', settings: { service: 'database', lasts: '0s' } },
  ],
};
