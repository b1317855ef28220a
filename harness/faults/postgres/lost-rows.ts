import { sqlStateOf, type SqlSession } from '../../operations/sql-session.ts';
import { quoted, type Relation } from './relation.ts';

/** What a DELETE took from one table, kept by the harness alone: nobody comes upon it in the database. */
export interface LostRows {
  readonly table: string;
  /** Columns of the primary key, quoted; without one the whole row. */
  readonly key: readonly string[];
  readonly rows: readonly { readonly key: string; readonly row: string }[];
}

/** More would be the harness's memory. */
const mostBytes = 256 * 1024 ** 2;
const mostRows = 500_000;
const undefinedTable = '42P01';
const insufficientPrivilege = '42501';

/** Deletes, in the caller's transaction, and returns what is gone from the table and from those that refer to it on delete cascade. */
export async function deleteRows(session: SqlSession, table: Relation, where: string): Promise<readonly LostRows[]> {
  const own = `${quoted(table.bare)}.*`;
  const { rows: sizes } = await session.query<{ rows: number; bytes: number }>(
    `select count(*)::float8 as rows, coalesce(sum(octet_length(row_to_json((${own}))::text)), 0)::float8 as bytes from ${table.name} where (${where}\n)`,
  );
  const size = sizes[0] ?? { rows: 0, bytes: 0 };
  if (size.rows > mostRows || size.bytes > mostBytes)
    throw new Error(`unexpected ${size.rows} rows of ${size.bytes} bytes, expected at most ${mostRows} rows of ${mostBytes} bytes`);
  const reached = await cascades(session, table.oid);
  const tables = [table, ...reached.filter(({ oid }) => oid !== table.oid)];
  // Once: a condition may be another one the next time.
  await session.query(
    `create temporary table chosen on commit drop as select ctid as place, tableoid as part from ${table.name} where (${where}\n)`,
  );
  const known: LostRows[] = [];
  for (const [number, { oid, name }] of tables.entries()) {
    const key = await keyOf(session, oid);
    // Where nothing follows, what was chosen is all that goes.
    const only = reached.length > 0 ? '' : ' join chosen on place = kept.ctid and part = kept.tableoid';
    await session.query(
      `create temporary table kept_${number} on commit drop as
       select ${keyText('kept', key)} as key, row_to_json(kept.*)::text as row from ${name} as kept${only}`,
    );
    known.push({ table: name, key, rows: [] });
  }
  await session.query(`delete from ${table.name} as kept using chosen where place = kept.ctid and part = kept.tableoid`);
  const lost: LostRows[] = [];
  for (const [number, { table: name, key }] of known.entries()) {
    const { rows } = await session.query<{ key: string; row: string }>(
      `select key, row from kept_${number} where key not in (select ${keyText('now', key)} from ${name} as now)`,
    );
    if (number === 0 || rows.length > 0) lost.push({ table: name, key, rows });
  }
  return lost;
}

/** How many of them are not there, by their keys. */
export async function missingRows(session: SqlSession, { table, key, rows }: LostRows): Promise<number> {
  try {
    const { rows: counts } = await session.query<{ missing: number }>(
      `select count(*)::int as missing from unnest($1::text[]) as lost (key)
       where not exists (select from ${table} as now where ${keyText('now', key)} = lost.key)`,
      [rows.map(row => row.key)],
    );
    return counts[0]?.missing ?? rows.length;
  } catch (thrown) {
    if (sqlStateOf(thrown) === undefinedTable) return rows.length;
    throw thrown;
  }
}

/** Puts back what is still missing, as it was: no trigger acts. */
export async function putBack(session: SqlSession, lost: readonly LostRows[]): Promise<void> {
  await session.query("set session_replication_role = 'replica'").catch((thrown: unknown) => {
    if (sqlStateOf(thrown) !== insufficientPrivilege) throw thrown;
  });
  await session.query('begin');
  for (const { table, key, rows } of lost) {
    const { rows: columns } = await session.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
       where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [table],
    );
    // The table is gone: somebody restores, or has given it up.
    if (columns.length === 0 || rows.length === 0) continue;
    const names = columns.map(({ name }) => name).join(', ');
    await session.query(
      `insert into ${table} (${names}) overriding system value
       select ${columns.map(({ name }) => `(lost.whole).${name}`).join(', ')}
       from (select key, json_populate_record(null::${table}, row::json) as whole from unnest($1::text[], $2::text[]) as one (key, row)) as lost
       where not exists (select from ${table} as now where ${keyText('now', key)} = lost.key)
       on conflict do nothing`,
      [rows.map(row => row.key), rows.map(row => row.row)],
    );
  }
  await session.query('commit');
}

function keyText(alias: string, key: readonly string[]): string {
  return key.length === 0
    ? `row_to_json(${alias}.*)::text`
    : `json_build_array(${key.map(column => `${alias}.${column}`).join(', ')})::text`;
}

async function keyOf(session: SqlSession, oid: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select quote_ident(a.attname) as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::oid and i.indisprimary order by a.attnum`,
    [oid],
  );
  return rows.map(row => row.name);
}

/** Tables from which the server deletes, too; refuses where it would change rows instead. */
async function cascades(session: SqlSession, oid: string): Promise<readonly { readonly oid: string; readonly name: string }[]> {
  const { rows } = await session.query<{ oid: string; name: string; changes: boolean }>(
    `with recursive reached (oid, changes) as (
       select conrelid, confdeltype <> 'c' from pg_constraint where contype = 'f' and conparentid = 0 and confdeltype in ('c', 'n', 'd') and confrelid = $1::oid
       union
       select f.conrelid, f.confdeltype <> 'c' from reached join pg_constraint f on f.confrelid = reached.oid and not reached.changes
         and f.contype = 'f' and f.conparentid = 0 and f.confdeltype in ('c', 'n', 'd'))
     select reached.oid::text as oid, format('%I.%I', n.nspname, c.relname) as name, bool_or(reached.changes) as changes
     from reached join pg_class c on c.oid = reached.oid join pg_namespace n on n.oid = c.relnamespace
     group by 1, 2 order by 2`,
    [oid],
  );
  const changed = rows.find(row => row.changes);
  if (changed !== undefined)
    throw new Error(`unexpected table ${changed.name}, which refers to it on delete set null or default; expected only on delete cascade`);
  return rows.filter(row => row.oid !== oid);
}
