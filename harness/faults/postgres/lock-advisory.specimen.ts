import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Bench, Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

/** As a scheduler does each time: no lock, no work. */
async function worksUnderLock({ run }: Bench): Promise<boolean> {
  return (await run(app(`"select pg_try_advisory_lock(4711)"`))).stdout.trim() === 't';
}

const endHolders = operator(`"select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"`);

export const postgresLockAdvisory: Specimen = {
  kind: 'postgres.lock-advisory',
  settings: { service: 'database', key: 4711 },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  works: worksUnderLock,
  mend: async ({ must }) => void (await must(endHolders)),
  blunt: [
    {
      where: 'somebody else keeps the lock',
      unserved: true,
      prepare: async ({ must }) =>
        void (await must(
          `${app(`"select pg_advisory_lock(4711)" -c "select pg_sleep(600)"`)} >/tmp/holder.log 2>&1 &\nuntil ${operator(`"select 'taken' from pg_locks where locktype = 'advisory'"`)} | grep -q taken; do sleep 0.05; done`,
        )),
      restore: async ({ must }) => void (await must(endHolders)),
    },
  ],
};
