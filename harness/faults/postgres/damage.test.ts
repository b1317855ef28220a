import { expect, test } from '@playwright/test';
import { stackOf } from '../../engines/testing/stack-of.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { app, databaseWithApp, operator } from '../testing/stacks.ts';

const held = { held: true };
const notHeld = { held: false };
// The many rows of one table as their digest.
const dump = `PGPASSWORD=secret pg_dump -h database -U postgres --inserts postgres | grep -v -e '^--' -e restrict | sort > /tmp/dump
grep -v 'INTO "Shop".event' /tmp/dump; sha256sum < /tmp/dump`;

/** A schema as applications have them: capitals, a schema of its own, partitions, expressions, keys that cascade. */
const shop = `cat > /tmp/shop.sql <<'END'
create role app login password 'secret';
create schema "Shop"; grant usage on schema "Shop" to app; alter role app set search_path = "Shop";
set search_path = "Shop";
create table "Order" ("Id" int generated always as identity primary key, parent int references "Order" on delete cascade, note text, raw bytea,
  tags text[], data json, at timestamptz, price numeric, half numeric generated always as (price / 2) stored, done boolean not null default false);
create unique index "Order note" on "Order" (lower(note)) where not done;
create table line (id smallint primary key, "order" int not null references "Order" on delete cascade, text text);
create table log (text text);
create table event (id int, day date, name text) partition by range (day);
create table event_1 partition of event for values from ('2024-01-01') to ('2025-01-01');
create table event_2 partition of event for values from ('2025-01-01') to ('2026-01-01');
create index "by name" on event (name);
create sequence line_number as bigint;
alter table line alter id set default nextval('line_number');
insert into "Order" (parent, note, raw, tags, data, at, price) values (null, E'a\\\\b "x", (1)', '\\x00ff', '{a,"b,c"}', '{"b" : 1,  "a": null}', '2024-02-30'::text::timestamptz - interval '0', 1e-20);
END`.replace(`'2024-02-30'::text::timestamptz - interval '0'`, `'2024-02-29 12:00:00.123456+02'`);

test('processes: damage finds what the app sees, bites as the server says, and is undone to the last byte', async () => {
  await onBench('processes', stackOf({ database: databaseWithApp }), async bench => {
    const { must, run, stack } = bench;
    await must(shop);
    await must(operator(`'\\i /tmp/shop.sql'`));
    await must(
      operator(
        `'set search_path = "Shop"; insert into "Order" (parent, note, price) select 1, (array[null, i::text])[1 + i % 2], i from generate_series(1, 50) i; insert into line ("order", text) select 2 + i, i from generate_series(1, 20) i; insert into log select i % 3 from generate_series(1, 10) i; insert into event select i, date $$2024-06-01$$ + i % 400, i from generate_series(1, 20000) i; grant select, insert on all tables in schema "Shop" to app; grant usage on sequence line_number to app; analyze'`,
      ),
    );
    const before = await must(dump);

    for (const [name, settings, symptom] of [
      ['postgres.drop-index', { index: '"Shop"."Order note"' }, undefined],
      [
        'postgres.invalid-index',
        { index: '"Order note"' },
        ['insert into "Order" (note) values ($$x$$) on conflict ((lower(note))) where not done do nothing', '42P10'],
      ],
      ['postgres.drop-index', { index: '"by name"' }, undefined],
      ['postgres.sequence-exhausted', { sequence: 'line_number' }, ['insert into line ("order") values (1)', '22003']],
      ['postgres.sequence-exhausted', { sequence: 'Order_Id_seq' }, ['insert into "Order" (price) values (1)', '2200H']],
      ['postgres.rows-deleted', { table: 'Order', where: '"Order".parent is null -- all' }, ['select 1 / (count(*)) from line', '22012']],
      ['postgres.rows-deleted', { table: 'log', where: "log.text = '2'" }, undefined],
      ['postgres.rows-deleted', { table: 'event', where: "day < '2024-12-24'" }, undefined],
      ['postgres.bad-planner', { on: 'role' }, undefined],
      ['postgres.bloat', { table: 'log', by: '1m' }, undefined],
    ] as const) {
      await test.step(`${name} ${JSON.stringify(settings)}`, async () => {
        const injected = await injectInto(bench, name, { service: 'database', ...settings });
        expect(await injected.proveEffect()).toMatchObject(held);
        if (symptom !== undefined) expect((await run(app(`'\\set VERBOSITY verbose' -c '${symptom[0]}'`))).stderr).toContain(symptom[1]);
        await injected.undo();
        expect(await injected.proveEffect()).toMatchObject(notHeld);
        expect((await must(dump)).split('\n')).toEqual(before.split('\n'));
      });
    }

    // Refused without any harm.
    for (const [name, settings, message] of [
      ['postgres.drop-index', { index: 'Order_pkey' }, 'is part of the constraint "Order_pkey"'],
      [
        'postgres.drop-index',
        { index: 'Order_pke' },
        'unexpected index Order_pke of database, expected one that exists; did you mean "Order_pkey"?',
      ],
      ['postgres.drop-index', { index: '"by name"', query: 'select nonsense' }, 'nonsense'],
      ['postgres.invalid-index', { index: '"by name"' }, 'concurrently'],
      ['postgres.rows-deleted', { table: 'Order', where: 'nonsense' }, 'nonsense'],
      ['postgres.bad-migration', { change: 'drop-column', table: 'Order', column: 'Id' }, 'primary key'],
      ['postgres.bad-migration', { change: 'drop-column', table: 'Order', column: 'price' }, 'other objects depend on it'],
      ['postgres.bad-migration', { change: 'rename-column', table: 'Order', column: 'prise' }, 'expected one of "Id", parent'],
    ] as const)
      await expect(injectInto(bench, name, { service: 'database', ...settings }), JSON.stringify(settings)).rejects.toThrow(message);
    expect(await must(dump)).toBe(before);

    // Neither a server that is not there nor a database that is gone stands in the way of an undo.
    const injected = await injectInto(bench, 'postgres.drop-index', { service: 'database', index: '"by name"' });
    const moved = await injectInto(bench, 'postgres.bad-migration', { service: 'database', change: 'drop-table', table: 'line' });
    await stack.services.get('database')?.can.process?.stop();
    expect(await injected.proveEffect()).toMatchObject(notHeld);
    await injected.undo();
    await stack.services.get('database')?.can.process?.start();
    await expect.poll(() => injected.proveEffect()).toMatchObject(held);
    await injected.undo();
    await moved.undo();
    expect(await must(dump)).toBe(before);
  });
});
