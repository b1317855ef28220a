import type { SqlSession } from '../../../operations/sql-session.ts';
import type { Proof } from '../../proof.ts';
import type { Relation } from '../relation.ts';
import type { Place } from '../sessions.ts';

/** A change of the schema that users do not survive. */
export interface Migration {
  /** In a transaction of the operator's. */
  up(session: SqlSession): Promise<void>;
  /** Takes it back, and leaves alone what somebody has mended meanwhile; in a transaction, too. */
  down(session: SqlSession): Promise<void>;
  /** What a user meets, in sessions of its own. */
  prove(place: Place): Promise<Proof>;
}

/** What the ready-made ones are told. */
export interface Subject {
  readonly table: Relation;
  /** As the catalog has it, unquoted. */
  readonly column?: string | undefined;
  readonly to?: string | undefined;
  readonly pick: <T>(candidates: readonly [T, ...T[]]) => T;
}

/** A column of a table, as far as the catalog knows it. */
export interface Column {
  readonly number: number;
  readonly required: boolean;
  readonly filled: boolean;
}

export async function columnOf(session: SqlSession, table: string, column: string): Promise<Column | undefined> {
  const { rows } = await session.query<Column>(
    `select attnum as number, attnotnull as required, atthasdef or attidentity <> '' as filled
     from pg_attribute where attrelid = to_regclass($1) and attname = $2 and attnum > 0 and not attisdropped`,
    [table, column],
  );
  return rows[0];
}

/** For a setting that names a column which has to be there. */
export async function mustHave(session: SqlSession, table: Relation, column: string): Promise<Column> {
  const found = await columnOf(session, table.name, column);
  if (found !== undefined) return found;
  const { rows } = await session.query<{ names: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute where attrelid = $1::oid and attnum > 0 and not attisdropped`,
    [table.oid],
  );
  throw new Error(`unexpected column ${column} of ${table.name}, expected one of ${rows[0]?.names ?? 'none'}`);
}
