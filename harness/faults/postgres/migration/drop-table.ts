import { randomBytes } from 'node:crypto';
import { sqlStateOf, type SqlSession } from '../../../operations/sql-session.ts';
import { quoted } from '../relation.ts';
import type { Migration, Subject } from './migration.ts';
import { refused } from './refused.ts';

const undefinedTable = '42P01';

interface Moved {
  readonly schema: string;
  readonly bare: string;
  readonly words: string;
}

/**
 * A table goes, as with DROP TABLE … CASCADE: its partitions, the views that read it and the foreign keys that refer to it, too.
 * It is moved to a schema that neither dumps nor `\dt` show, so that its undo brings back the very same one.
 */
export function dropTable({ table }: Subject): Migration {
  const aside = `pg_internal_${randomBytes(4).toString('hex')}`;
  let moved: readonly Moved[] = [];
  let references: readonly Reference[] = [];
  return {
    async up(session) {
      const { rows } = await session.query<Moved>(goesToo, [table.oid]);
      const found = await session.query<Reference>(
        `select conname as name, format('%I.%I', n.nspname, c.relname) as "from", pg_get_constraintdef(f.oid) as definition
         from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
         where f.contype = 'f' and f.confrelid = $1::oid and f.conrelid <> $1::oid and f.conparentid = 0`,
        [table.oid],
      );
      await makeHidden(session, aside);
      for (const { from, name } of found.rows) await session.query(`alter table ${from} drop constraint ${quoted(name)}`);
      for (const { words, schema, bare } of rows)
        await session.query(`alter ${words} ${quoted(schema)}.${quoted(bare)} set schema ${aside}`);
      [moved, references] = [rows, found.rows];
    },
    async down(session) {
      const hidden = await session.query('select from pg_namespace where nspname = $1', [aside]);
      if (hidden.rows.length === 0) return;
      const mended = await isThere(session, table.schema, table.bare);
      for (const { words, schema, bare } of mended ? [] : moved) {
        const home = await session.query('select from pg_namespace where nspname = $1', [schema]);
        if (home.rows.length > 0 && (await isThere(session, aside, bare)) && !(await isThere(session, schema, bare)))
          await session.query(`alter ${words} ${aside}.${quoted(bare)} set schema ${quoted(schema)}`);
      }
      for (const { from, name, definition } of mended ? [] : references) {
        const there = await session.query('select from pg_constraint where conrelid = to_regclass($1) and conname = $2', [from, name]);
        const side = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [from]);
        if (there.rows.length === 0 && side.rows[0]?.there === true)
          await session.query(`alter table ${from} add constraint ${quoted(name)} ${definition}`);
      }
      await session.query(`drop schema ${aside} cascade`);
    },
    prove: place => refused(place, `select from ${table.name} limit 0`, [undefinedTable]),
  };
}

interface Reference {
  readonly name: string;
  readonly from: string;
  readonly definition: string;
}

/** The table, its partitions and children, and the views that read one of them. */
const goesToo = `
  with recursive gone (oid) as (
    select $1::oid
    union
    select next.oid from gone join lateral (
      select inhrelid as oid from pg_inherits where inhparent = gone.oid
      union select r.ev_class from pg_depend d join pg_rewrite r on r.oid = d.objid
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = gone.oid) next on true)
  select n.nspname as schema, c.relname as bare,
         case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as words
  from gone join pg_class c on c.oid = gone.oid join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm')`;

async function isThere(session: SqlSession, schema: string, bare: string): Promise<boolean> {
  const { rows } = await session.query(
    'select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2',
    [schema, bare],
  );
  return rows.length > 0;
}

/** Dumps leave out schemas whose names begin with `pg_`, and only a superuser can make one. */
async function makeHidden(session: SqlSession, name: string): Promise<void> {
  await session.query('savepoint hidden');
  try {
    await session.query(`set local allow_system_table_mods = on; create schema ${name}; set local allow_system_table_mods = off`);
  } catch (thrown) {
    if (sqlStateOf(thrown) === undefined) throw thrown;
    await session.query('rollback to hidden');
    throw new Error('the operator is no superuser, and cannot move a table out of sight', { cause: thrown });
  }
}
