import { stackOf } from '../../engines/testing/stack-of.ts';
import { findsQuickly, prepareManyRows } from '../testing/many-rows.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator } from '../testing/stacks.ts';

export const postgresDropIndex: Specimen = {
  kind: 'postgres.drop-index',
  settings: { service: 'database', index: 'messages_text' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareManyRows,
  works: findsQuickly,
  // By another name than before.
  mend: async ({ must }) => void (await must(operator(`"create index concurrently by_text on messages (text)"`))),
  blunt: [
    {
      where: 'another index serves as well',
      settings: { service: 'database', index: 'by_text' },
      prepare: async ({ must }) => void (await must(operator(`"create index messages_text_2 on messages (text)"`))),
    },
    {
      where: 'the table is too small for an index to matter',
      prepare: async ({ must }) => void (await must(operator(`"delete from messages where id > 5" -c "vacuum full analyze messages"`))),
      settings: { service: 'database', index: 'messages_text_2' },
    },
  ],
};
