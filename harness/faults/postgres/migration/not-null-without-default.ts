import { sqlStateOf } from '../../../operations/sql-session.ts';
import { messageOf } from '../../../support/harness-error.ts';
import { quoted } from '../relation.ts';
import { looking } from '../sessions.ts';
import { columnOf, type Migration, type Subject } from './migration.ts';

const notNullViolation = '23502';

/** A column is added that the app's inserts do not fill; the rows that were there have got a value. */
export function notNullWithoutDefault({ table, column, pick }: Subject): Migration {
  const name = column ?? pick(['tenant_id', 'region_id', 'channel_id', 'source_id']);
  const quotedName = quoted(name);
  return {
    async up(session) {
      await session.query(`alter table ${table.name} add column ${quotedName} int not null default 0`);
      await session.query(`alter table ${table.name} alter column ${quotedName} drop default`);
    },
    async down(session) {
      const found = await columnOf(session, table.name, name);
      if (found?.required === true && !found.filled) await session.query(`alter table ${table.name} drop column ${quotedName}`);
    },
    prove: place =>
      looking(place, async session => {
        const found = await columnOf(session, table.name, name);
        if (found === undefined) return { held: false, proof: `${table.name} has no column ${name}` };
        if (!found.required) return { held: false, proof: `${name} of ${table.name} may be null` };
        if (found.filled) return { held: false, proof: `${name} of ${table.name} has a default` };
        // A copy of a row that is there, but for this column; rolled back. Somebody may fill it on the way.
        const { rows } = await session.query<{ names: string | null }>(
          `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
           where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = '' and attname <> $2`,
          [table.name, name],
        );
        const others = rows[0]?.names ?? null;
        if (others === null) return { held: true, proof: `${name} of ${table.name} is NOT NULL without a default` };
        await session.query('set statement_timeout = 2000; set lock_timeout = 300; begin');
        const failed = await session
          .query(`insert into ${table.name} (${others}) overriding system value select ${others} from ${table.name} limit 1`)
          .then(
            ({ rowCount }) => ({ state: undefined, column: undefined, none: rowCount === 0, message: 'succeeds' }),
            (thrown: { readonly column?: string }) => ({
              state: sqlStateOf(thrown),
              column: thrown.column,
              none: false,
              message: `fails with ${sqlStateOf(thrown) ?? ''} ${messageOf(thrown)}`,
            }),
          );
        await session.query('rollback').catch(() => {});
        return failed.none
          ? { held: true, proof: `${name} of ${table.name} is NOT NULL without a default` }
          : {
              held: failed.state === notNullViolation && failed.column === name,
              proof: `an insert into ${table.name} that does not name ${name} ${failed.message}`,
            };
      }),
  };
}
