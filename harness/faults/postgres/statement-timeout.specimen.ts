import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Bench, Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

/** A report, which reads more than a row. */
async function reports({ run }: Bench): Promise<boolean> {
  return (await run(app(`"select count(*) from messages, generate_series(1, 200000)"`))).stdout.trim() === '200000';
}

export const postgresStatementTimeout: Specimen = {
  kind: 'postgres.statement-timeout',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  async prepare(bench) {
    await prepareApp(bench);
    await bench.must(app(`"insert into messages values (1, 'x')"`));
  },
  works: reports,
  mend: async ({ must }) => void (await must(operator(`"alter role app set statement_timeout = '10s'"`))),
  blunt: [
    {
      where: 'the role has another limit in this database, which weighs more',
      prepare: async ({ must }) => void (await must(operator(`"alter role app in database postgres set statement_timeout = '10s'"`))),
      restore: async ({ must }) => void (await must(operator(`"alter role app in database postgres reset statement_timeout"`))),
    },
  ],
};
