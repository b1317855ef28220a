import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { database, stackOf } from '../../engines/testing/stack-of.ts';
import { holdSession } from '../../operations/held-session.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { databaseWithApp, operator, prepareApp, writesAndReads } from '../testing/stacks.ts';

const oneDatabase = (): ReturnType<typeof stackOf> => stackOf({ database: databaseWithApp });
const rules = [
  ['postgres.credentials-rotated', {}],
  ['postgres.connection-limit', { limit: 0 }],
  ['postgres.statement-timeout', { limit: '1ms' }],
  ['postgres.access-revoked', { table: 'messages', privileges: ['insert'] }],
  ['postgres.read-only', {}],
] as const;
/** All that these faults may change. */
const state = operator(
  `"select rolpassword, rolconnlimit from pg_authid where rolname = 'app'" -c "select setdatabase, setrole, setconfig from pg_db_role_setting order by 1, 2" -c "select a.grantor, a.grantee, a.privilege_type, a.is_grantable from pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) a where oid = 'messages'::regclass order by 1, 2, 3" -c "select attname, attacl from pg_attribute where attrelid = 'messages'::regclass and attnum > 0 order by 1"`,
);

test('faults of a role are refused where the operator would lose what the app loses, or where the role is exempt', () => {
  for (const [kind, settings] of rules.filter(([name]) => name !== 'postgres.read-only')) {
    const fault = faults.find(kind)!;
    const check = (more: object, stack = stackOf({ database })): readonly string[] =>
      fault.check?.(fault.settings.parse({ service: 'database', ...settings, ...more }), stack) ?? [];
    expect(check({})).toEqual([expect.stringMatching(/^unexpected role app "postgres" of database, expected /)]);
    expect(check({ service: 'databse' })).toEqual([expect.stringContaining('did you mean "database"')]);
    expect(check({ role: 'aap' })).toEqual([expect.stringContaining('unexpected role "aap", expected one of app, operator')]);
    expect(check({}, oneDatabase())).toEqual([]);
    expect(check({}, stackOf({ database: { ...databaseWithApp, roles: { app: 'same', operator: 'same' } } }))).not.toEqual([]);
  }
});

/** What PostgreSQL itself does is the same on all engines; the library's own test asks on each. */
for (const engine of enginesUnderTest.includes('processes') ? ['processes'] : enginesUnderTest) {
  test(`${engine}: what a role loses is given back exactly as it was, unless an operator has set it meanwhile`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      await bench.must(
        operator(
          `"create role reader; create role clerk" -c "alter role app connection limit 11" -c "alter role app set statement_timeout = '7s'" -c "alter database postgres set default_transaction_read_only = off" -c "set password_encryption = md5" -c "grant insert, select on messages to clerk with grant option" -c "set role clerk" -c "grant insert on messages to app with grant option" -c "set role app" -c "grant insert on messages to reader" -c "grant update (text) on messages to app" -c "grant insert (id) on messages to reader"`,
        ),
      );
      const before = await bench.must(state);
      for (const [kind, settings] of rules) {
        const fault = await injectInto(bench, kind, { service: 'database', ...settings });
        expect(await fault.proveEffect(), kind).toMatchObject({ held: true });
        expect(await bench.must(state), kind).not.toBe(before);
        await fault.undo();
        expect(await bench.must(state), kind).toBe(before);
        expect((await fault.proveEffect()).held, kind).toBe(false);
      }
      const all = [];
      for (const [kind, settings] of rules.filter(([name]) => name !== 'postgres.access-revoked'))
        all.push(await injectInto(bench, kind, { service: 'database', ...settings }));
      await bench.must(
        operator(
          `"set default_transaction_read_only = off" -c "alter role app password 'new' connection limit 50" -c "alter role app set statement_timeout = '1min'" -c "alter database postgres set default_transaction_read_only = false"`,
        ),
      );
      const mended = await bench.must(state);
      for (const fault of all) await fault.undo();
      expect(await bench.must(state)).toBe(mended);
    });
  });

  test(`${engine}: what sessions are asked when they begin spares those of a pool, unless they are ended, too`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      for (const [kind, settings] of rules.filter(([name]) => name !== 'postgres.access-revoked')) {
        for (const pooled of ['keep', 'end']) {
          const session = await holdSession(bench.stack, { service: 'database', role: 'app', timeoutMs: 5000, signal: bench.signal });
          const fault = await injectInto(bench, kind, { service: 'database', ...settings, pooled });
          expect(await fault.proveEffect(), kind).toMatchObject({ held: true });
          if (pooled === 'keep') await session.session.query("insert into messages values (7, 'x') on conflict do nothing");
          await expect.poll(() => session.ended() !== undefined, { message: `${kind} ${pooled}` }).toBe(pooled === 'end');
          session.end();
          await fault.undo();
          expect(await writesAndReads(bench)).toBe(true);
        }
      }
    });
  });

  test(`${engine}: postgres.credentials-rotated is over when the app logs in with the new password, and when the role is made anew`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      const rotated = await injectInto(bench, 'postgres.credentials-rotated', { service: 'database', password: "it's new" });
      expect(await rotated.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('28P01') });
      await bench.must(`PGPASSWORD="it's new" psql -h database -U app -d postgres -c "select pg_sleep(600)" >/dev/null 2>&1 &`);
      await expect
        .poll(() => rotated.proveEffect())
        .toMatchObject({ held: false, proof: expect.stringContaining('the app has the new one') });
      await bench.must(operator(`"drop owned by app" -c "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'"`));
      await bench.must(operator('"drop role app"'));
      await expect.poll(() => rotated.proveEffect()).toMatchObject({ held: false, proof: 'there is no role app any more' });
      await rotated.undo();
    });
  });

  test(`${engine}: rules of a role are undone without complaint where the server is down, and are then still there`, async () => {
    await onBench(engine, oneDatabase(), async bench => {
      await prepareApp(bench);
      const all = [];
      for (const [kind, settings] of rules) all.push(await injectInto(bench, kind, { service: 'database', ...settings }));
      const control = bench.stack.services.get('database')!.can.process!;
      await control.stop();
      for (const fault of all) expect(await fault.proveEffect()).toMatchObject({ held: false });
      for (const fault of all) await fault.undo();
      await control.start();
      await expect.poll(async () => (await bench.run(operator('"select 1"'))).status, { timeout: 20_000 }).toBe(0);
      expect(await writesAndReads(bench)).toBe(false);
      for (const fault of all) await fault.undo();
      expect(await writesAndReads(bench)).toBe(true);
    });
  });

  test(`${engine}: roles that are not there, and missing rights to change them, are our own trouble`, async () => {
    await onBench(engine, stackOf({ database: { ...databaseWithApp, roles: { app: 'nobody', operator: 'postgres' } } }), async bench => {
      for (const [kind, settings] of rules.filter(([name]) => !/read-only|access/.test(name)))
        await expect(injectInto(bench, kind, { service: 'database', ...settings }), kind).rejects.toMatchObject({
          code: 'fault-not-injected',
        });
      await prepareApp(bench);
      await bench.must(operator(`"create role nobody login password 'another'"`));
      const rotated = injectInto(bench, 'postgres.credentials-rotated', { service: 'database' });
      await expect(rotated).rejects.toThrow(/cannot log in before: 28P01/);
      await expect(injectInto(bench, 'postgres.access-revoked', { service: 'database', table: 'nowhere' })).rejects.toMatchObject({
        code: 'fault-not-injected',
      });
    });
  });
}

test('an app with a password of its own can be harmed, too', async () => {
  const database = { ...databaseWithApp, roles: { app: 'app', operator: 'postgres' }, passwords: { app: 'its own' } };
  await onBench('processes', stackOf({ database }), async bench => {
    await prepareApp(bench);
    await bench.must(operator(`"alter role app password 'its own'"`));
    const fault = await injectInto(bench, 'postgres.lock-table', { service: 'database', table: 'messages' });
    expect(await fault.proveEffect()).toMatchObject({ held: true });
    await fault.undo();
  });
});
