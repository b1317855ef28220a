import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

const abandoned = 'from pg_replication_slots where not active and pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > 4000000';

export const postgresSlotRetained: Specimen = {
  kind: 'postgres.slot-retained',
  settings: { service: 'database', retain: '8m' },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare: prepareApp,
  // Users are served until the volume is full; whoever watches the slots is not.
  works: async ({ must }) => (await must(operator(`"select count(*) ${abandoned}"`))) === '0',
  mend: async ({ must }) => void (await must(operator(`"select pg_drop_replication_slot(slot_name) ${abandoned}"`))),
  blunt: [
    {
      where: 'the server keeps no more log for a slot than it is told',
      stack: () => stackOf({ database: { ...databaseWithApp, command: keepingLittle.split(' '), run: keepingLittle } }),
      settings: { service: 'database', retain: '64m' },
      unserved: true,
    },
    {
      where: 'somebody removes slots that nobody reads',
      prepare: async ({ must }) =>
        void (await must(
          `while true; do ${operator(`"select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active"`)}; sleep 0.1; done >/tmp/watch.log 2>&1 &`,
        )),
    },
  ],
};

/** A checkpoint comes with each 32 MiB of log, and takes from the slot what it may not keep. */
const keepingLittle = 'postgres -c max_slot_wal_keep_size=1 -c max_wal_size=32 -c min_wal_size=32';
