import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf } from '../../engines/testing/stack-of.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { app, databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';
import { postgresWalFull } from './wal-full.specimen.ts';

const corrupt = (index: string, more = {}): Record<string, unknown> => ({ service: 'database', index, ...more });

/** What no engine has a part in is tried on one. */
for (const engine of enginesUnderTest.slice(-1)) {
  test(`${engine}: postgres.corrupt-index harms only the table, tells what it cannot harm, and its undo is harmless where the index is gone`, async () => {
    await onBench(engine, stackOf({ database: databaseWithApp }), async bench => {
      await prepareApp(bench);
      await bench.must(
        operator(
          `"create table \\"Odd table\\" (\\"Odd\\" int primary key, words tsvector)" -c "alter table \\"Odd table\\" owner to app"`,
        ),
      );
      await bench.must(
        operator(
          `"create index odd_words on \\"Odd table\\" using gin (words)" -c "insert into \\"Odd table\\" select n, null from generate_series(1, 5000) n"`,
        ),
      );
      for (const [index, problem] of [
        ['nowhere_pkey', 'expected one of the database'],
        ['messages', 'expected a B-tree: it is'],
        ['odd_words', 'expected a B-tree: it is gin'],
        ['pg_class_oid_index', "it is the server's own"],
      ] as const)
        await expect(injectInto(bench, 'postgres.corrupt-index', corrupt(index))).rejects.toThrow(problem);
      expect(await writesAndReads(bench)).toBe(true);

      const fault = await injectInto(bench, 'postgres.corrupt-index', corrupt('"Odd table_pkey"'));
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('XX001') });
      expect(await writesAndReads(bench)).toBe(true);
      const stopped = bench.stack.services.get('database')!.can.process!;
      await stopped.stop();
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      await fault.undo();
      await stopped.start();
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: true });
      await bench.must(operator(`'alter table "Odd table" drop constraint "Odd table_pkey"'`));
      expect(await fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('succeeds') });
      await fault.undo();
      expect(await bench.must(app(`'select count(*) from "Odd table"'`))).toBe('5000');
    });
  });

  test(`${engine}: postgres.corrupt-index without a restart shows when the server is started anew`, async () => {
    await onBench(engine, stackOf({ database: databaseWithApp }), async bench => {
      await prepareApp(bench);
      await writesAndReads(bench);
      const fault = await injectInto(bench, 'postgres.corrupt-index', corrupt('messages_pkey', { restart: false }));
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      const { process } = bench.stack.services.get('database')!.can;
      await process!.stop();
      await process!.start();
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: true });
      await fault.undo();
      expect(await writesAndReads(bench)).toBe(true);
    });
  });

  test(`${engine}: postgres.wal-full loses nothing, and ends when the volume grows, whoever made it grow`, async () => {
    await onBench(engine, postgresWalFull.stack(), async bench => {
      await prepareApp(bench);
      await bench.must(app(`"insert into messages select n, 'kept' from generate_series(1, 100) n"`));
      const { can } = bench.stack.services.get('database')!;
      const { sizeBytes } = await can.volume!.usage('/data');
      const fault = await injectInto(bench, 'postgres.wal-full', { service: 'database' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringMatching(/fails \(\S+ .*\); \d+ bytes are free/) });
      await can.process!.stop({ graceMs: 500 });
      await can.process!.start();
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: true });
      await can.process!.stop({ graceMs: 500 });
      await can.volume!.resize('/data', { sizeBytes: 2 * sizeBytes });
      await can.process!.start();
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false });
      await fault.undo();
      expect(
        await bench.must(operator(`"select count(*) from messages where text = 'kept'" -c "select count(*) from pg_replication_slots"`)),
      ).toBe('100\n0');
      await can.process!.stop({ graceMs: 500 });
      await fault.undo();
      await expect.poll(() => writesAndReads(bench)).toBe(true);
    });
  });

  test(`${engine}: volume.read-only of a database keeps it from starting until the volume can be written`, async () => {
    await onBench(engine, postgresWalFull.stack(), async bench => {
      await prepareApp(bench);
      const fault = await injectInto(bench, 'volume.read-only', { service: 'database', path: '/data' });
      await expect.poll(() => writesAndReads(bench)).toBe(false);
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('EROFS') });
      await fault.undo();
      await expect.poll(() => writesAndReads(bench)).toBe(true);
      expect(await fault.proveEffect()).toMatchObject({ held: false });
    });
  });
}

test('postgres.wal-full wants its WAL on a volume with a size', () => {
  const fault = faults.find('postgres.wal-full')!;
  expect(fault.check?.({ service: 'database' }, stackOf({ database: databaseWithApp }))).toEqual([
    expect.stringContaining('"/var/lib/postgresql/data/pg_wal"'),
  ]);
  expect(fault.check?.({ service: 'database', path: '/data/wal' }, postgresWalFull.stack())).toEqual([]);
  expect(fault.check?.({ service: 'databse' }, postgresWalFull.stack())).toEqual([expect.stringContaining('did you mean "database"')]);
});
