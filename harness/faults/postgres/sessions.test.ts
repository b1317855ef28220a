import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { database, stackOf } from '../../engines/testing/stack-of.ts';
import { holdSession, type HeldSession } from '../../operations/held-session.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import type { Bench } from '../testing/specimen.ts';
import { app, databaseWithApp, endForgotten, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';
import { faults } from '../index.ts';

const anyFault = { code: 'fault-not-injected' };
const oneDatabase = (): ReturnType<typeof stackOf> => stackOf({ database: databaseWithApp });
const poolOf = async ({ stack, signal }: Bench, size = 1): Promise<readonly HeldSession[]> =>
  await Promise.all(Array.from({ length: size }, () => holdSession(stack, { service: 'database', role: 'app', timeoutMs: 5000, signal })));
const idle = "state = 'idle in transaction'";
/** What PostgreSQL itself does is the same on all engines; the library's own test asks on each. */
const oneEngine = enginesUnderTest.includes('processes') ? ['processes'] : enginesUnderTest;

for (const engine of oneEngine) {
  test(`${engine}: sessions that hold locks are ended by terminating them, not by cancelling, and name what they hold`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      await writesAndReads(bench);
      for (const [kind, settings, words] of [
        ['postgres.lock-table', {}, '55P03'],
        ['postgres.lock-table', { mode: 'SHARE' }, 'ROW EXCLUSIVE NOWAIT: 55P03'],
        ['postgres.lock-row', { where: 'true' }, '1 rows of messages locked; SELECT FOR KEY SHARE NOWAIT: 55P03'],
        ['postgres.idle-in-transaction', {}, 'holds back VACUUM by its snapshot; SELECT FOR KEY SHARE NOWAIT on messages: 55P03'],
      ] as const) {
        const fault = await injectInto(bench, kind, { service: 'database', table: 'messages', ...settings });
        expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining(words) });
        await bench.must(operator(`"select pg_cancel_backend(pid) from pg_stat_activity where ${idle}"`));
        expect(await fault.proveEffect()).toMatchObject({ held: true });
        await endForgotten(bench);
        await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('57P01') });
        await fault.undo();
        expect(await writesAndReads(bench)).toBe(true);
      }
      for (const [kind, settings] of [
        ['postgres.lock-table', { table: 'mesages' }],
        ['postgres.lock-row', { table: 'messages', where: 'nothing = 1' }],
        ['postgres.lock-queue', { table: 'mesages' }],
        ['postgres.prepared-transaction', { table: 'mesages' }],
      ] as const)
        await expect(injectInto(bench, kind, { service: 'database', ...settings })).rejects.toMatchObject(anyFault);
      // None of what could not be injected is left.
      await expect
        .poll(() => bench.must(operator(`"select count(*) from pg_stat_activity where usename = 'app'"`)), { timeout: 5000 })
        .toBe('0');
    });
  });

  test(`${engine}: postgres.lock-queue comes back when the migration is ended, until the reader is, and changes nothing`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      const columns = operator(`"select count(*) from pg_attribute where attrelid = 'messages'::regclass and attnum > 0"`);
      const fault = await injectInto(bench, 'postgres.lock-queue', { service: 'database', table: 'messages' });
      const waiting = `"select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter table messages%'"`;
      for (let time = 0; time < 2; time++) {
        expect(await bench.must(operator(waiting))).toBe('t');
        expect(await fault.proveEffect()).toMatchObject({ held: true });
      }
      await endForgotten(bench);
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('is gone') });
      expect(await writesAndReads(bench)).toBe(true);
      await fault.undo();
      expect(await bench.must(columns)).toBe('2');
      await expect.poll(() => bench.must(operator(`"select count(*) from pg_stat_activity where application_name = 'flyway'"`))).toBe('0');
    });
  });

  test(`${engine}: postgres.idle-in-transaction without a table keeps VACUUM from removing rows, and ends with its session`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      await bench.must(app(`"insert into messages select n, 'x' from generate_series(1, 500) n"`));
      const kept = async (): Promise<string> =>
        (await bench.run(operator(`"vacuum verbose messages" 2>&1`))).stdout.match(/(\d+) are dead but not yet removable/)?.[1] ?? '';
      const fault = await injectInto(bench, 'postgres.idle-in-transaction', { service: 'database' });
      await bench.must(app(`"update messages set text = 'y'"`));
      expect(await fault.proveEffect()).toMatchObject({ held: true });
      expect(await kept()).toBe('500');
      await endForgotten(bench);
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false });
      expect(await kept()).toBe('0');
    });
  });

  test(`${engine}: postgres.lock-advisory takes the locks that numbers, pairs and texts name`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      for (const [key, sql] of [
        [42, '42'],
        [[-1, 7], '-1, 7'],
        ['9007199254740993', '9007199254740993'],
        ['nightly report', "hashtext('nightly report')"],
      ] as const) {
        const tried = app(`"select pg_try_advisory_lock(${sql})"`);
        const fault = await injectInto(bench, 'postgres.lock-advisory', { service: 'database', key });
        expect(await fault.proveEffect()).toMatchObject({ held: true });
        expect(await bench.must(tried)).toBe('f');
        await fault.undo();
        await expect.poll(() => bench.must(tried)).toBe('t');
      }
    });
  });

  test(`${engine}: postgres.connections leaves the superuser's reserve, ends with its sessions, and ends those of pools where it is told to`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      for (const pooled of ['keep', 'end'] as const) {
        const pool = await poolOf(bench, 3);
        const fault = await injectInto(bench, 'postgres.connections', { service: 'database', pooled });
        expect(await fault.proveEffect()).toMatchObject({
          held: true,
          proof: expect.stringMatching(pooled === 'end' ? /53300 .*, 17 idle sessions/ : /53300 .*, 14 idle sessions/),
        });
        expect(await bench.must(operator('"select 1"'))).toBe('1');
        for (const one of pool) await expect.poll(() => one.ended() !== undefined).toBe(pooled === 'end');
        // Each place that a pool gives back is taken, too.
        for (const one of pool) one.end();
        await expect.poll(() => fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('17 idle sessions') });
        await bench.must(operator(`"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'"`));
        await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('57P01') });
        await fault.undo();
      }
      const some = await injectInto(bench, 'postgres.connections', { service: 'database', leave: 4 });
      await expect
        .poll(() => some.proveEffect())
        .toMatchObject({ held: true, proof: expect.stringMatching(/^[34] connections of database are free, 13 are held/) });
      await some.undo();
      await expect.poll(async () => (await some.proveEffect()).held).toBe(false);
    });
  });

  test(`${engine}: postgres.connections takes all places from an app that asks for them again at once`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      let over = false;
      const pool = Array.from({ length: 6 }, async () => {
        for (let own: HeldSession | undefined; !over;) {
          own = own?.ended() === undefined ? own : undefined;
          own ??= (await poolOf(bench).catch(() => []))[0];
          await own?.session.query('select 1').catch(() => {});
          if (over) own?.end();
          else await new Promise(resolve => void setTimeout(resolve, 5));
        }
      });
      try {
        const fault = await injectInto(bench, 'postgres.connections', { service: 'database', pooled: 'end' });
        // Who prepared the app may still be on the way out, and leave a place to whoever is first.
        const all = { held: true, proof: expect.stringContaining('17 idle sessions') };
        await expect.poll(() => fault.proveEffect()).toMatchObject(all);
        for (let look = 0; look < 3; look++) expect(await fault.proveEffect()).toMatchObject(all);
        await fault.undo();
      } finally {
        over = true;
        await Promise.all(pool);
      }
    });
  });

  test(`${engine}: postgres.connections refuses an app that would take the reserve, and one that cannot log in`, async () => {
    const problem = [expect.stringContaining('no superuser')];
    expect(faults.find('postgres.connections')!.check?.({ service: 'database' }, stackOf({ database }))).toEqual(problem);
    await onBench(engine, oneDatabase(), async bench => {
      await expect(injectInto(bench, 'postgres.connections', { service: 'database' })).rejects.toMatchObject(anyFault);
      await prepareApp(bench);
      await bench.must(operator('"alter role app superuser"'));
      await expect(injectInto(bench, 'postgres.connections', { service: 'database' })).rejects.toThrow(/is a superuser/);
      await expect.poll(() => bench.must(operator(`"select count(*) from pg_stat_activity where usename = 'app'"`))).toBe('0');
    });
  });
}

for (const engine of enginesUnderTest) {
  test(`${engine}: locks are still proven when those who wait have taken all connections, never wait for a frozen server, and end with its restart`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      await writesAndReads(bench);
      const locks = await Promise.all(
        ['postgres.lock-queue', 'postgres.lock-advisory', 'postgres.idle-in-transaction'].map(kind =>
          injectInto(bench, kind, {
            service: 'database',
            ...(kind === 'postgres.lock-advisory' ? { key: [1, 42] } : kind === 'postgres.lock-queue' ? { table: 'messages' } : {}),
          }),
        ),
      );
      const pool = await injectInto(bench, 'postgres.connections', { service: 'database' });
      for (const lock of locks) expect(await lock.proveEffect()).toMatchObject({ held: true });
      await pool.undo();
      const control = bench.stack.services.get('database')!.can.process!;
      await control.pause();
      for (const proof of await Promise.all(locks.map(lock => lock.proveEffect())))
        expect(proof).toMatchObject({ held: false, proof: expect.stringContaining('could not be looked at') });
      await control.resume();
      for (const lock of locks) await expect.poll(() => lock.proveEffect()).toMatchObject({ held: true });
      await control.stop();
      await control.start();
      for (const lock of locks) await expect.poll(() => lock.proveEffect()).toMatchObject({ held: false });
      for (const lock of locks) await lock.undo();
      await expect.poll(() => writesAndReads(bench), { timeout: 20_000 }).toBe(true);
    });
  });

  test(`${engine}: held sessions do not wait to be ended while its server is frozen`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      const queue = await injectInto(bench, 'postgres.lock-queue', { service: 'database', table: 'messages' });
      const lock = await injectInto(bench, 'postgres.lock-advisory', { service: 'database', key: 'nightly' });
      await bench.stack.services.get('database')!.can.process!.pause();
      await Promise.all([queue.undo(), lock.undo()]);
      await queue.undo();
    });
  });

  test(`${engine}: postgres.prepared-transaction outlives a restart, and ends with its rollback`, async () => {
    const words = ['postgres', '-c', 'max_prepared_transactions=4'];
    await onBench(engine, stackOf({ database: { ...databaseWithApp, run: words.join(' '), command: words } }), async bench => {
      await prepareApp(bench);
      await writesAndReads(bench);
      const fault = await injectInto(bench, 'postgres.prepared-transaction', { service: 'database', table: 'messages' });
      expect(await fault.proveEffect()).toMatchObject({ held: true });
      const control = bench.stack.services.get('database')!.can.process!;
      await control.stop();
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      await control.start();
      await expect.poll(() => fault.proveEffect(), { timeout: 20_000 }).toMatchObject({ held: true });
      expect(await writesAndReads(bench)).toBe(false);
      await fault.undo();
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      expect(await writesAndReads(bench)).toBe(true);
    });
  });
}
