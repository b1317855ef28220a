import type { SqlSession } from '../../operations/sql-session.ts';

/** A setting that new sessions begin with: `ALTER ROLE … SET` or `ALTER DATABASE … SET`. */
export interface StoredSetting {
  readonly of: 'role' | 'database';
  readonly owner: string;
  readonly name: string;
}

/** As it is stored; undefined when it is not. */
export async function storedValue(operator: SqlSession, { of, owner, name }: StoredSetting): Promise<string | undefined> {
  const { rows } = await operator.query<{ value: string }>(
    `select substr(entry, length($2) + 2) as value from pg_db_role_setting, unnest(setconfig) as entry
     where setdatabase = coalesce((select oid from pg_database where $1 = 'database' and datname = $3), 0)
       and setrole = coalesce((select oid from pg_roles where $1 = 'role' and rolname = $3), 0)
       and starts_with(entry, $2 || '=')`,
    [of, name, owner],
  );
  return rows[0]?.value;
}

/** Stores it; undefined takes it away. */
export async function storeValue(operator: SqlSession, { of, owner, name }: StoredSetting, value: string | undefined): Promise<void> {
  const whose = `alter ${of} ${operator.escapeIdentifier(owner)}`;
  await operator.query(value === undefined ? `${whose} reset ${name}` : `${whose} set ${name} = ${operator.escapeLiteral(value)}`);
}

/** Brings back what was there before, where ours still is: what somebody else has stored since stays. */
export async function restoreValue(operator: SqlSession, setting: StoredSetting, ours: string, before: string | undefined): Promise<void> {
  if ((await storedValue(operator, setting)) === ours) await storeValue(operator, setting, before);
}
