import type { SqlSession } from '../../../operations/sql-session.ts';
import { quoted } from '../relation.ts';
import { columnOf, mustHave, type Migration, type Subject } from './migration.ts';
import { refused } from './refused.ts';

const undefinedColumn = '42703';
const mostRows = 500_000;

interface Kept {
  readonly type: string;
  readonly fallback: string | null;
  readonly generated: boolean;
  readonly required: boolean;
  /** Definitions of what went with it: constraints and indexes. */
  readonly constraints: readonly (readonly [string, string])[];
  readonly indexes: readonly (readonly [string, string])[];
  readonly key: readonly string[];
  readonly keys: readonly string[];
  readonly values: readonly (string | null)[];
}

/** A column is really dropped, with all that hangs on it; its values are kept by the harness alone, by primary key. */
export function dropColumn({ table, column = '' }: Subject): Migration {
  let kept: Kept | undefined;
  return {
    async up(session) {
      const { number } = await mustHave(session, table, column);
      const before = await keep(session, table.oid, table.name, column, number);
      await session.query(`alter table ${table.name} drop column ${quoted(column)}`);
      kept = before;
    },
    async down(session) {
      const { rows } = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table.name]);
      // Restored by somebody, or given up with its table.
      if (kept === undefined || rows[0]?.there !== true || (await columnOf(session, table.name, column)) !== undefined) return;
      await session.query(addition(table.name, column, kept));
      if (!kept.generated)
        await session.query(
          `update ${table.name} as now set ${quoted(column)} = lost.value::${kept.type}
           from unnest($1::text[], $2::text[]) as lost (key, value) where ${keyText('now', kept.key)} = lost.key`,
          [kept.keys, kept.values],
        );
      // Rows that came meanwhile have no value.
      const { rows: empty } = await session.query(`select from ${table.name} where ${quoted(column)} is null limit 1`);
      if (kept.required && empty.length === 0) await session.query(`alter table ${table.name} alter column ${quoted(column)} set not null`);
      for (const [name, definition] of kept.constraints)
        await session.query(`alter table ${table.name} add constraint ${quoted(name)} ${definition}`);
      for (const [name, definition] of kept.indexes) {
        const there = await session.query('select from pg_class where relname = $1 and relnamespace = $2::regnamespace', [
          name,
          quoted(table.schema),
        ]);
        if (there.rows.length === 0) await session.query(definition);
      }
    },
    prove: place => refused(place, `select ${quoted(column)} from ${table.name} limit 0`, [undefinedColumn]),
  };
}

function addition(table: string, column: string, { type, fallback, generated }: Kept): string {
  const value = fallback === null ? '' : generated ? ` generated always as (${fallback}) stored` : ` default ${fallback}`;
  return `alter table ${table} add column ${quoted(column)} ${type}${value}`;
}

function keyText(alias: string, key: readonly string[]): string {
  return key.length === 0 ? `${alias}.ctid::text` : `json_build_array(${key.map(name => `${alias}.${name}`).join(', ')})::text`;
}

async function keep(session: SqlSession, oid: string, table: string, column: string, number: number): Promise<Kept> {
  const { rows } = await session.query<Omit<Kept, 'keys' | 'values'> & { readonly primary: boolean; readonly counted: boolean }>(
    `select format_type(a.atttypid, a.atttypmod) || coalesce(' collate ' || (select format('%I.%I', n.nspname, c.collname) from pg_collation c
              join pg_namespace n on n.oid = c.collnamespace where c.oid = a.attcollation and c.collname <> 'default'), '') as type,
            pg_get_expr(d.adbin, d.adrelid) as fallback, a.attgenerated <> '' as generated, a.attnotnull as required,
            (select coalesce(json_agg(json_build_array(conname, pg_get_constraintdef(oid))), '[]') from pg_constraint
              where conrelid = a.attrelid and a.attnum = any (conkey)) as constraints,
            (select coalesce(json_agg(json_build_array(c.relname, pg_get_indexdef(c.oid))), '[]') from pg_index i join pg_class c on c.oid = i.indexrelid
              where i.indrelid = a.attrelid and (a.attnum = any (i.indkey) or exists (select from pg_depend p
                where p.classid = 'pg_class'::regclass and p.objid = c.oid and p.refobjid = a.attrelid and p.refobjsubid = a.attnum))
              and not exists (select from pg_constraint where conindid = c.oid)) as indexes,
            (select coalesce(json_agg(quote_ident(k.attname) order by k.attnum), '[]') from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
              where i.indrelid = a.attrelid and i.indisprimary) as key,
            exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)) as primary,
            a.attidentity <> '' or exists (select from pg_depend p where p.classid = 'pg_class'::regclass and p.refclassid = 'pg_class'::regclass
              and p.deptype = 'a' and p.refobjid = a.attrelid and p.refobjsubid = a.attnum and exists (select from pg_class where oid = p.objid and relkind = 'S')) as counted
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = $1::oid and a.attnum = $2`,
    [oid, number],
  );
  const [found] = rows;
  if (found === undefined) throw new Error('it is gone');
  if (found.primary) throw new Error(`unexpected column ${column}, which is part of the primary key; expected another one`);
  if (found.counted) throw new Error(`unexpected column ${column}, whose values come from a sequence of its own; expected another one`);
  const { rows: values } = await session.query<{ key: string; value: string | null }>(
    `select ${keyText('now', found.key)} as key, ${quoted(column)}::text as value from ${table} as now limit $1`,
    [mostRows + 1],
  );
  if (values.length > mostRows)
    throw new Error(`unexpected table with more than ${mostRows} rows, expected fewer: their values are kept for the undo`);
  return { ...found, keys: values.map(row => row.key), values: values.map(row => row.value) };
}
