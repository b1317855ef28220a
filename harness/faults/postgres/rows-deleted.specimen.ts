import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

export const postgresRowsDeleted: Specimen = {
  kind: 'postgres.rows-deleted',
  settings: { service: 'database', table: 'messages', where: 'id > 40' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: async bench => {
    await prepareApp(bench);
    await bench.must(operator(`"insert into messages select i, 'm' || i from generate_series(1, 100) i"`));
    await bench.must('PGPASSWORD=secret pg_dump -h database -U postgres --data-only -t messages postgres > /tmp/messages.sql');
  },
  works: async ({ run }) => (await run(app(`"select text from messages where id = 77"`))).stdout.trim() === 'm77',
  mend: async ({ must }) =>
    void (await must(`(echo 'begin; delete from messages;'; cat /tmp/messages.sql; echo 'commit;') | ${operator('"\\\\i /dev/stdin"')}`)),
  blunt: [
    { where: 'no row matches', settings: { service: 'database', table: 'messages', where: 'id > 4000' } },
    {
      where: 'as many rows may stay lost',
      settings: { service: 'database', table: 'messages', where: 'id between 1 and 20', lost: 20 },
    },
  ],
};
