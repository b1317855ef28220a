import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

export const postgresBadMigration: Specimen = {
  kind: 'postgres.bad-migration',
  settings: { service: 'database', change: 'drop-table', table: 'messages' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: async bench => {
    await prepareApp(bench);
    await bench.must('PGPASSWORD=secret pg_dump -h database -U postgres -t messages postgres > /tmp/messages.sql');
  },
  works: writesAndReads,
  mend: async ({ must }) => void (await must(operator(`'\\i /tmp/messages.sql'`))),
  blunt: [
    {
      where: "the app's statement failed before",
      settings: { service: 'database', up: 'create table letters (id int)', down: 'drop table letters', breaks: 'select from nowhere' },
    },
    {
      where: "the app's statement is not touched",
      settings: {
        service: 'database',
        up: 'create table letters (id int)',
        down: 'drop table letters',
        breaks: 'select text from messages limit 1',
      },
    },
  ],
};
