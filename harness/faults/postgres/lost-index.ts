import type { SqlSession } from '../../operations/sql-session.ts';
import { HarnessError } from '../../support/harness-error.ts';
import type { Proof } from '../proof.ts';
import { planOf, type Plan } from './plan.ts';
import { findRelation, literal } from './relation.ts';
import { asApp, looking, whereThere, type Place } from './sessions.ts';

/** An index as it was while users had it. */
export interface IndexBefore {
  readonly name: string;
  readonly bare: string;
  /** Its bare name, and those of its parts on partitions. */
  readonly family: readonly string[];
  readonly table: string;
  readonly definition: string;
  /** The definition without the name: an index that somebody makes again under another one serves as well. */
  readonly shape: string;
  readonly unique: boolean;
  /** What users ask; undefined where none could be thought of, as for an index of another kind than B-tree, or an empty table. */
  readonly query?: string | undefined;
  readonly plan?: Plan | undefined;
}

/** Seldom is a plan this much dearer for another reason; below it users notice nothing. */
const dearer = 2;

/** Looks at an index and at how much it does for a query: the author's, or a look-up by its first column. Changes nothing. */
export async function examineIndex(place: Place, name: string, query: string | undefined): Promise<IndexBefore> {
  const index = await asApp(place, session => findRelation(session, place.service, 'index', name));
  const found = await looking(place, async session => {
    const { rows } = await session.query<Details>(
      `select format('%I.%I', n.nspname, t.relname) as "table", pg_get_indexdef(i.indexrelid) as definition,
              replace(pg_get_indexdef(i.indexrelid), format('INDEX %I ON', c.relname), 'INDEX ON') as shape,
              i.indisunique as unique, i.indisvalid as valid, m.amname as method, pg_get_indexdef(i.indexrelid, 1, true) as key,
              format_type(a.atttypid, a.atttypmod) as type, pg_get_expr(i.indpred, i.indrelid, true) as predicate,
              (select conname from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x') limit 1) as "constraint",
              array(with recursive part (oid) as (select i.indexrelid union all select inhrelid from part join pg_inherits on inhparent = part.oid)
                select p.relname::text from part join pg_class p on p.oid = part.oid) as family
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam join pg_attribute a on a.attrelid = c.oid and a.attnum = 1
            join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
       where i.indexrelid = $1::oid`,
      [index.oid],
    );
    const [details] = rows;
    return details && { details, query: query ?? (await lookUp(session, details)) };
  });
  if (found === undefined) throw new Error(`the index ${index.name} is gone`);
  const { details } = found;
  if (details.constraint !== null)
    throw new HarnessError(
      'fault-not-injected',
      `unexpected index ${index.name} of ${place.service}, which is part of the constraint "${details.constraint}"; expected one that no constraint needs`,
      'Name an index that `CREATE INDEX` made.',
    );
  if (!details.valid)
    throw new HarnessError(
      'fault-not-injected',
      `unexpected index ${index.name} of ${place.service}, which is invalid before any fault; expected one that users have`,
      'Rebuild it where the stack is made.',
    );
  const { table, definition, shape, unique, family } = details;
  const before = { name: index.name, bare: index.bare, family, table, definition, shape, unique, query: found.query };
  return found.query === undefined ? before : { ...before, plan: await planOf(place, found.query) };
}

/** Whether users lack it: no valid index has its shape, and their query costs far more, or what it kept unique is not. */
export async function proveIndexLost(place: Place, index: IndexBefore): Promise<Proof> {
  const state = await looking(place, async session => {
    const { rows } = await session.query<{ bare: string; schema: string; valid: boolean; same: boolean }>(
      `select c.relname as bare, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as schema, i.indisvalid and i.indisready as valid,
              replace(pg_get_indexdef(i.indexrelid), format('INDEX %I ON', c.relname), 'INDEX ON') = $2 as same
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where i.indrelid = to_regclass($1)`,
      [index.table, index.shape],
    );
    const serving = rows.find(row => row.valid && row.same);
    if (serving !== undefined) return { there: `the index ${serving.schema} on ${index.table} is there and valid` };
    const table = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [index.table]);
    if (table.rows[0]?.there !== true) return { there: `the table ${index.table} is gone` };
    const invalid = rows.find(row => !row.valid && row.same);
    return {
      lost: invalid === undefined ? `the index ${index.name} is gone` : `the index ${invalid.schema} is invalid (indisvalid is false)`,
    };
  });
  if (state.lost === undefined) return { held: false, proof: state.there };
  if (index.query === undefined || index.plan === undefined)
    return index.unique
      ? { held: true, proof: `${state.lost}: nothing keeps ${index.table} unique` }
      : {
          held: false,
          proof: `${state.lost}, but no query is known that it serves: say one (\`query\`), or the table ${index.table} is empty`,
        };
  const now = await planOf(place, index.query);
  const costs = `a query that cost ${index.plan.cost} with ${index.plan.how} costs ${now.cost} with ${now.how}`;
  if (index.unique) return { held: true, proof: `${state.lost}: nothing keeps ${index.table} unique; ${costs}` };
  if (!index.plan.indexes.some(name => index.family.includes(name)))
    return { held: false, proof: `${state.lost}, but the query did not use it before (${index.plan.how}): the table may be too small` };
  return { held: now.cost >= index.plan.cost * dearer, proof: `${state.lost}; ${costs}` };
}

/** Makes it again unless somebody has. */
export async function restoreIndex(place: Omit<Place, 'signal'>, index: IndexBefore): Promise<void> {
  await whereThere(place, session => makeAgain(session, index));
}

export async function makeAgain(session: SqlSession, index: IndexBefore): Promise<void> {
  const { rows } = await session.query<{ name: string; same: boolean; valid: boolean; own: boolean }>(
    `select c.oid::regclass::text as name, i.indisvalid and i.indisready as valid, c.relname = $3 as own,
            replace(pg_get_indexdef(c.oid), format('INDEX %I ON', c.relname), 'INDEX ON') = $2 as same
     from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = to_regclass($1)`,
    [index.table, index.shape, index.bare],
  );
  const { rows: tables } = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [index.table]);
  if (tables[0]?.there !== true || rows.some(row => row.valid && (row.own || row.same))) return;
  await session.query('begin');
  for (const row of rows) if (row.own) await session.query(`drop index ${row.name}`);
  // What is partitioned is described without its partitions.
  await session.query(index.definition.replace(/^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|\S+) ON )ONLY /, '$1'));
  await session.query('commit');
}

interface Details {
  readonly table: string;
  readonly definition: string;
  readonly shape: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly method: string;
  readonly family: readonly string[];
  readonly key: string;
  readonly type: string;
  readonly predicate: string | null;
  readonly constraint: string | null;
}

/** A look-up of a value that is there, by the first column or expression. */
async function lookUp(session: SqlSession, { table, method, key, type, predicate }: Details): Promise<string | undefined> {
  if (method !== 'btree' && method !== 'hash') return undefined;
  const where = predicate === null ? '' : `(${predicate}) and `;
  const { rows } = await session.query<{ value: string }>(
    `select (${key})::text as value from ${table} where ${where}(${key}) is not null limit 1`,
  );
  const [row] = rows;
  return row && `select * from ${table} where ${where}(${key}) = ${literal(row.value)}::${type}`;
}
