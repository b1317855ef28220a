import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import type { SqlSession } from '../../operations/sql-session.ts';
import { sizeSetting } from '../size-setting.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { findRelation, relationName, type Relation } from './relation.ts';
import { asApp, asOperator, looking, whereThere } from './sessions.ts';

const size = sizeSetting({ least: '1', most: '1g', such: '64m' });
const option = 'autovacuum_enabled';
/** A table that is not this much larger than it was is not bloated. */
const larger = 2;
/** Rows whose versions fill the table; few, so that a large table need not be written as a whole. */
const rowsAtOnce = 1000;

/** Fills a table with dead versions of its rows, and turns off what would clear them away. */
export const postgresBloat = defineFault<{ service: string; table: string; by: number; database?: string | undefined }>({
  kind: 'postgres.bloat',
  about: 'A table is full of dead row versions that nobody clears away.',
  symptom:
    'Queries that read the table are slow, and time out under load; all rows are there, `pg_isready`, writes and look-ups by key succeed.',
  example: { service: 'database', table: 'jobs', by: '64m' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: relationName('table').describe('Name of the table, also with its schema; it has rows'),
    by: size.default(64 * 1024 ** 2).describe('How much larger it gets, such as `64m`; that much is written'),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, table, by }) => `the table ${table} of ${service} was bloated by ${Math.ceil(by / 1024 ** 2)} MiB of dead rows`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, by, database }, { stack, signal }) {
    const place = { stack, service, database, signal };
    try {
      const relation = await asApp(place, session => findRelation(session, service, 'table', table));
      const { before, old } = await asOperator(place, async session => {
        const first = await sizeOf(session, relation.name);
        const was = await vacuumOf(session, relation);
        await session.query(`alter table ${relation.name} set (${option} = false)`);
        try {
          await swell(session, relation, (first ?? 0) + by);
        } catch (thrown) {
          await session.query('rollback').catch(() => {});
          await session.query(setting(relation, was)).catch(() => {});
          throw thrown;
        }
        return { before: first ?? 0, old: was };
      });
      return {
        proveEffect: () =>
          prove(`the table ${relation.name}`, signal, async limit => {
            const now = await looking({ ...place, signal: limit }, session => sizeOf(session, relation.name));
            if (now === undefined) return { held: false, proof: `the table ${relation.name} is gone` };
            return {
              held: now >= before * larger && now - before >= by / 2,
              proof: `${relation.name} takes ${now} bytes, ${before} before`,
            };
          }),
        undo: () =>
          whereThere(place, async session => {
            const now = await sizeOf(session, relation.name);
            if (now === undefined) return;
            if ((await vacuumOf(session, relation)) === 'false') await session.query(setting(relation, old));
            // Rolled back, the dead versions lie behind the rows that live: they are cut off.
            if (now > before) await session.query(`vacuum ${relation.name}`);
          }),
      };
    } catch (thrown) {
      throw notInjected(
        `the table ${table} of ${service} could not be bloated`,
        thrown,
        'Look whether it is in use, and whether the disk has room.',
      );
    }
  },
});

/** Writes versions of rows and rolls them back: what users see does not change, and what they read through does. No trigger acts. */
async function swell(session: SqlSession, { name, oid }: Relation, to: number): Promise<void> {
  const { rows } = await session.query<{ column: string }>(
    `select quote_ident(attname) as column from pg_attribute
     where attrelid = $1::oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a' order by attlen < 0, attnum limit 1`,
    [oid],
  );
  const column = rows[0]?.column;
  if (column === undefined) return;
  await session.query("set session_replication_role = 'replica'; set enable_seqscan = off; begin");
  // Without entries in its indexes, which nobody needs of what is rolled back: a unique one would compare each version with all others.
  await session.query('update pg_index set indisready = false where indrelid = $1::oid', [oid]);
  await session.query(`
    do $swell$ declare places tid[] := array(select ctid from only ${name} limit ${rowsAtOnce});
    begin
      while cardinality(places) > 0 and pg_relation_size('${oid}'::oid) < ${to} loop
        with next as (update only ${name} set ${column} = ${column} where ctid = any (places) returning ctid)
        select array_agg(ctid) into places from next;
      end loop;
    end $swell$`);
  await session.query('rollback');
}

async function sizeOf(session: SqlSession, name: string): Promise<number | undefined> {
  const { rows } = await session.query<{ size: string | null }>('select pg_relation_size(to_regclass($1))::text as size', [name]);
  const bytes = rows[0]?.size ?? undefined;
  return bytes === undefined ? undefined : Number(bytes);
}

async function vacuumOf(session: SqlSession, { name }: Relation): Promise<string | undefined> {
  const { rows } = await session.query<{ value: string }>(
    'select option_value as value from pg_class, pg_options_to_table(reloptions) where oid = to_regclass($1) and option_name = $2',
    [name, option],
  );
  return rows[0]?.value;
}

function setting({ name }: Relation, value: string | undefined): string {
  return `alter table ${name} ${value === undefined ? `reset (${option})` : `set (${option} = ${value === 'false' ? 'false' : 'true'})`}`;
}
