import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { live } from '../testing/live.ts';
import { app, operator, writesAndReads } from '../testing/stacks.ts';
import { postgresBadMigration } from './bad-migration.specimen.ts';

const changes = {
  'drop-column': {
    settings: { column: 'text' },
    mend: `"alter table messages add text text"`,
  },
  'rename-column': { settings: { column: 'text', to: 'body' }, mend: `"alter table messages rename body to text"` },
  'not-null-without-default': { settings: { column: 'Tenant' }, mend: `'alter table messages alter "Tenant" drop not null'` },
} as const;

for (const engine of enginesUnderTest.filter(one => one === 'processes')) {
  test(`${engine}: each ready-made migration is noticed, undone twice, and mended by an operator`, async () => {
    await onBench(engine, postgresBadMigration.stack(), async bench => {
      await postgresBadMigration.prepare?.(bench);
      for (const [change, { settings, mend }] of Object.entries(changes)) {
        await test.step(change, () =>
          live(
            {
              ...postgresBadMigration,
              settings: { service: 'database', change, table: 'messages', ...settings },
              works: writesAndReads,
              mend: async ({ must }) => void (await must(operator(mend))),
            },
            bench,
          ),
        );
      }
    });
  });

  test(`${engine}: what a migration took comes back as it was: values, keys, views, triggers and partitions`, async () => {
    await onBench(engine, postgresBadMigration.stack(), async bench => {
      const { must } = bench;
      await must(
        `cat > /tmp/shop.sql <<'END'
create schema "Shop"; create role app login password 'secret'; grant usage on schema "Shop" to app; alter role app set search_path = "Shop";
set search_path = "Shop";
create table "Order" ("Id" int generated always as identity primary key, "Note" text collate "C" not null default 'none' check ("Note" <> ''), price numeric(8, 2), unique ("Note"));
create index "by price" on "Order" (price) where "Note" <> 'x';
create index "by note" on "Order" (lower("Note"));
create table line (id int primary key, "order" int references "Order" ("Id") on delete cascade);
create view cheap as select "Id", price from "Order" where price < 10;
create view dearest as select max(price) from cheap;
insert into "Order" ("Note", price) values ('it''s', 1.5), ('two', 99);
insert into line values (1, 1), (2, 2);
grant select, insert on all tables in schema "Shop" to app;
END`,
      );
      await must(operator(`'\\i /tmp/shop.sql'`));
      const dump = (): Promise<string> => must("PGPASSWORD=secret pg_dump -h database -U postgres postgres | grep -v -e '^--' -e restrict");
      const before = await dump();
      for (const settings of [
        { change: 'drop-table', table: 'Order' },
        { change: 'rename-column', table: '"Shop"."Order"', column: '"Note"' },
        { change: 'not-null-without-default', table: 'Shop.Order' },
      ]) {
        const injected = await injectInto(bench, 'postgres.bad-migration', { service: 'database', ...settings });
        await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true });
        expect(await dump()).not.toEqual(before);
        // No way to come by it.
        if (settings.change === 'drop-table') {
          expect(await dump()).not.toContain("it's");
          expect((await bench.run(app('"select * from cheap"'))).stderr).toContain('does not exist');
        }
        await injected.undo();
        expect(await dump(), settings.change).toEqual(before);
      }
      const dropped = await injectInto(bench, 'postgres.bad-migration', {
        service: 'database',
        change: 'drop-column',
        table: '"Order"',
        column: 'Note',
      });
      expect(await dropped.proveEffect()).toMatchObject({ held: true });
      await dropped.undo();
      // Behind the others now, and otherwise the same.
      const sorted = (text: string): readonly string[] =>
        text
          .split('\n')
          .map(line => line.replace(/,$/, '').trim())
          .filter(line => !/COPY|^\d+\t/.test(line))
          .toSorted();
      expect(sorted(await dump())).toEqual(sorted(before));
      expect(await must(operator(`'select "Id", "Note", price from "Shop"."Order" order by 1'`))).toBe("1|it's|1.50\n2|two|99.00");
    });
  });
}
