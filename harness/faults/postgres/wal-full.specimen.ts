import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import { waitUntil } from '../../support/clock.ts';
import type { Specimen } from '../testing/specimen.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const settings = ['-c', 'max_connections=20', '-c', 'min_wal_size=2MB', '-c', 'max_wal_size=4MB'];

/** Its files are on a small volume that the operator has as well, where they keep a reserve for bad days. */
const onVolume = (mebibytes: number, more: readonly string[] = []): Stack =>
  stackOf(
    {
      database: {
        ...databaseWithApp,
        command: ['postgres', ...settings, ...more],
        run: ['postgres', ...settings, ...more].join(' '),
        environment: { ...databaseWithApp.environment, PGDATA: '/data/db', POSTGRES_INITDB_ARGS: '--wal-segsize=1 --no-sync' },
        mounts: [{ kind: 'volume', volume: 'data', target: '/data', readOnly: false, location }],
      },
    },
    { volumes: [{ name: 'data', sizeBytes: mebibytes * 1024 ** 2 }] },
  );

export const postgresWalFull: Specimen = {
  kind: 'postgres.wal-full',
  settings: { service: 'database' },
  stack: () => onVolume(44),
  async prepare(bench) {
    await prepareApp(bench);
    await bench.must('head -c 4194304 /dev/zero > /data/reserve');
  },
  works: writesAndReads,
  async mend({ stack, run, must }) {
    await must('rm /data/reserve');
    await stack.services.get('database')?.can.process?.start();
    await waitUntil(async () => (await run(operator('"select 1"'))).status === 0, { withinMs: 20_000, everyMs: 100 });
    await must(operator(`"select pg_drop_replication_slot(slot_name) from pg_replication_slots" -c checkpoint`));
  },
  blunt: [
    {
      where: 'the server gives up slots that keep too much WAL',
      stack: () => onVolume(96, ['-c', 'max_slot_wal_keep_size=1MB']),
    },
  ],
  slow: 'it writes until the volume is full, and the server tries to recover',
};
