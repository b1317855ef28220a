import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresAccessRevoked: Specimen = {
  kind: 'postgres.access-revoked',
  settings: { service: 'database', table: 'messages' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`"grant select, insert, update, delete on messages to app"`))),
  blunt: [
    {
      where: 'everybody has the right',
      prepare: async ({ must }) => void (await must(operator(`"grant select, insert, update, delete on messages to public"`))),
      restore: async ({ must }) => void (await must(operator(`"revoke all on messages from public"`))),
    },
    {
      where: 'the role has its rights by another one',
      prepare: async ({ must }) =>
        void (await must(
          operator(
            `"create role writers" -c "grant all on messages to writers" -c "grant writers to app" -c "revoke all on messages from app"`,
          ),
        )),
      restore: async ({ must }) => void (await must(operator(`"revoke writers from app" -c "grant all on messages to app"`))),
    },
    {
      where: 'the role is a superuser',
      prepare: async ({ must }) => void (await must(operator(`"alter role app superuser"`))),
      restore: async ({ must }) => void (await must(operator(`"alter role app nosuperuser"`))),
    },
  ],
};
