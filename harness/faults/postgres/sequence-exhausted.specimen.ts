import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

export const postgresSequenceExhausted: Specimen = {
  kind: 'postgres.sequence-exhausted',
  settings: { service: 'database', sequence: 'orders_number_seq' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: async bench => {
    await prepareApp(bench);
    await bench.must(operator(`"create table orders (number serial, text text)" -c "alter table orders owner to app"`));
  },
  works: async ({ run }) => (await run(app(`"insert into orders (text) values ('x') returning text"`))).stdout.trim() === 'x',
  mend: async ({ must }) =>
    void (await must(operator(`"alter table orders alter number type bigint" -c "alter sequence orders_number_seq as bigint"`))),
  blunt: [
    {
      where: 'the sequence begins anew behind its last value',
      prepare: async ({ must }) => void (await must(operator(`"alter sequence orders_number_seq cycle"`))),
    },
  ],
};
