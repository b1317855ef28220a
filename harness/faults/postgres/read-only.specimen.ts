import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresReadOnly: Specimen = {
  kind: 'postgres.read-only',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) =>
    void (await must(
      operator(`"set default_transaction_read_only = off" -c "alter database postgres reset default_transaction_read_only"`),
    )),
  blunt: [
    {
      where: 'the role has a setting of its own, which weighs more',
      prepare: async ({ must }) => void (await must(operator(`"alter role app set default_transaction_read_only = off"`))),
      restore: async ({ must }) => void (await must(operator(`"alter role app reset default_transaction_read_only"`))),
    },
  ],
};
