import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

export const postgresBloat: Specimen = {
  kind: 'postgres.bloat',
  settings: { service: 'database', table: 'messages', by: '16m' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: async bench => {
    await prepareApp(bench);
    await bench.must(operator(`"insert into messages select i, 'm' || i from generate_series(1, 100) i"`));
  },
  // Some thirty milliseconds when the table is one page, many seconds when it has thousands.
  works: async ({ run }) =>
    (
      await run(
        app(
          `"set statement_timeout = 1500" -c "do 'begin for i in 1..2000 loop perform count(*) from messages where text <> ''x''; end loop; end'"`,
        ),
      )
    ).status === 0,
  mend: async ({ must }) => void (await must(operator(`"alter table messages reset (autovacuum_enabled)" -c "vacuum full messages"`))),
  blunt: [
    {
      where: 'the table has no rows',
      prepare: async ({ must }) => void (await must(operator(`"delete from messages" -c "vacuum full messages"`))),
    },
  ],
  slow: 'it writes as many row versions as fill what the table is to grow by',
};
