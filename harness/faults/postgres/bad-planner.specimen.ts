import { stackOf } from '../../engines/testing/stack-of.ts';
import { findsQuickly, prepareManyRows } from '../testing/many-rows.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator } from '../testing/stacks.ts';

export const postgresBadPlanner: Specimen = {
  kind: 'postgres.bad-planner',
  settings: { service: 'database' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareManyRows,
  works: findsQuickly,
  mend: async ({ must }) => void (await must(operator(`"alter database postgres reset all"`))),
  blunt: [
    {
      where: "the app's role has settings of its own",
      prepare: async ({ must }) => void (await must(operator(`"alter role app set enable_indexscan = on"`))),
    },
  ],
};
