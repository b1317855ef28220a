import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresCredentialsRotated: Specimen = {
  kind: 'postgres.credentials-rotated',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`"alter role app password 'secret'"`))),
  blunt: [
    {
      where: 'the server asks nobody for a password',
      stack: () =>
        stackOf({ database: { ...databaseWithApp, environment: { POSTGRES_PASSWORD: 'secret', POSTGRES_HOST_AUTH_METHOD: 'trust' } } }),
    },
    { where: 'the new password is the old one', settings: { service: 'database', password: 'secret' } },
  ],
};
