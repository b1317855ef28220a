import type { SqlSession } from '../../operations/sql-session.ts';

/** How far a sequence has come, and who takes values from it. */
export interface SequenceState {
  readonly last: bigint;
  readonly called: boolean;
  readonly step: bigint;
  readonly cycles: boolean;
  /** The last value that can be handed out: the sequence's own bound, or that of the narrowest column. */
  readonly bound: bigint;
  /** SQLSTATE that an insert gets behind the bound. */
  readonly state: '2200H' | '22003';
  /** Columns that take their default from it, as people write them. */
  readonly columns: readonly string[];
  readonly column?: string | undefined;
}

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int2: [-32_768n, 32_767n],
  int4: [-2_147_483_648n, 2_147_483_647n],
  int8: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};

/** Looks at a sequence without taking a value; undefined when there is none of this name (quoted, with its schema). */
export async function sequenceState(session: SqlSession, name: string): Promise<SequenceState | undefined> {
  const { rows } = await session.query<Row>(
    `select s.seqincrement::text as step, s.seqmax::text as max, s.seqmin::text as min, s.seqcycle as cycles,
            (select coalesce(json_agg(json_build_array(d.attrelid::regclass::text || '.' || quote_ident(d.attname), d.type)), '[]') from (
               select distinct a.attrelid, a.attname, b.typname as type
               from (select r.refobjid as rel, r.refobjsubid as num from pg_depend r
                       where r.classid = 'pg_class'::regclass and r.objid = s.seqrelid and r.deptype = 'i' and r.refobjsubid > 0
                     union select x.adrelid, x.adnum from pg_depend r join pg_attrdef x on x.oid = r.objid
                       where r.classid = 'pg_attrdef'::regclass and r.refclassid = 'pg_class'::regclass and r.refobjid = s.seqrelid) u
               join pg_attribute a on a.attrelid = u.rel and a.attnum = u.num join pg_type t on t.oid = a.atttypid
               join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)) d) as columns
     from pg_sequence s where s.seqrelid = to_regclass($1)`,
    [name],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const now = await session.query<{ last: string; called: boolean }>(`select last_value::text as last, is_called as called from ${name}`);
  const step = BigInt(row.step);
  const upwards = step > 0n;
  const own = { bound: BigInt(upwards ? row.max : row.min), state: '2200H' as const };
  const narrow = row.columns
    .flatMap(([column, type]) => {
      const range = ranges[type];
      return range === undefined ? [] : [{ column, bound: upwards ? range[1] : range[0] }];
    })
    .toSorted((one, other) => (one.bound === other.bound ? 0 : one.bound < other.bound === upwards ? -1 : 1))[0];
  const columns = row.columns.map(([column]) => column);
  const last = { last: BigInt(now.rows[0]?.last ?? 0), called: now.rows[0]?.called === true, step, cycles: row.cycles, columns };
  return narrow !== undefined && narrow.bound !== own.bound && narrow.bound < own.bound === upwards
    ? { ...last, bound: narrow.bound, state: '22003', column: narrow.column }
    : { ...last, ...own };
}

/** The value that would be handed out next; behind the bound where it is exhausted. */
export function nextOf({ last, called, step }: SequenceState): bigint {
  return called ? last + step : last;
}

export function isExhausted(state: SequenceState): boolean {
  const next = nextOf(state);
  return state.step > 0n ? next > state.bound : next < state.bound;
}

interface Row {
  readonly step: string;
  readonly max: string;
  readonly min: string;
  readonly cycles: boolean;
  readonly columns: readonly (readonly [string, string])[];
}
