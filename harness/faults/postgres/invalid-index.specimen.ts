import { stackOf } from '../../engines/testing/stack-of.ts';
import { findsQuickly, prepareManyRows } from '../testing/many-rows.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator } from '../testing/stacks.ts';

export const postgresInvalidIndex: Specimen = {
  kind: 'postgres.invalid-index',
  settings: { service: 'database', index: 'messages_text' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareManyRows,
  works: findsQuickly,
  mend: async ({ must }) => void (await must(operator(`"reindex index concurrently messages_text"`))),
  blunt: [
    {
      where: 'another index serves as well',
      prepare: async ({ must }) => void (await must(operator(`"create index messages_text_2 on messages (text)"`))),
      restore: async ({ must }) => void (await must(operator(`"drop index messages_text_2"`))),
    },
    {
      where: 'the table is too small for an index to matter',
      prepare: async ({ must }) => void (await must(operator(`"delete from messages where id > 5" -c "vacuum full analyze messages"`))),
    },
  ],
};
