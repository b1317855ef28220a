import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresCorruptIndex: Specimen = {
  kind: 'postgres.corrupt-index',
  settings: { service: 'database', index: 'messages_pkey' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`"reindex index messages_pkey"`))),
  blunt: [
    {
      where: 'the server has the index in its memory, and goes on to use that',
      settings: { service: 'database', index: 'messages_pkey', restart: false },
    },
  ],
  slow: 'it stops and starts the server',
};
