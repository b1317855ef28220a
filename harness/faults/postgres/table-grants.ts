import type { SqlSession } from '../../operations/sql-session.ts';

/** A right on a table, or on one of its columns. */
export interface Grant {
  readonly grantor: string;
  /** A role; undefined is PUBLIC. */
  readonly grantee: string | undefined;
  readonly privilege: string;
  readonly column: string | undefined;
  readonly passesOn: boolean;
}

/** All rights on a table and its columns; the owner's first, then those who may pass theirs on. */
export async function grantsOn(operator: SqlSession, table: string): Promise<readonly Grant[]> {
  const { rows } = await operator.query<{
    grantor: string;
    grantee: string | null;
    privilege: string;
    column: string | null;
    passesOn: boolean;
  }>(
    `with entry as (
       select relowner as owner, null::name as "column", acl.* from pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) as acl
       where oid = $1::regclass
       union all
       select relowner, attname, acl.* from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl) as acl
       where attrelid = $1::regclass and attnum > 0 and not attisdropped)
     select pg_get_userbyid(grantor) as grantor, case when grantee = 0 then null else pg_get_userbyid(grantee) end as grantee,
       privilege_type as privilege, "column", is_grantable as "passesOn"
     from entry order by grantor <> owner, not is_grantable, "column" nulls first, privilege_type`,
    [table],
  );
  return rows.map(({ grantee, column, ...rest }) => ({ ...rest, grantee: grantee ?? undefined, column: column ?? undefined }));
}

/** The same for the same right. */
export function nameOf({ grantor, grantee, privilege, column, passesOn }: Grant): string {
  return JSON.stringify([grantor, grantee, privilege, column, passesOn]);
}

/** Grants again what is missing; more rights than there were stay. */
export async function grantMissing(operator: SqlSession, table: string, wanted: readonly Grant[]): Promise<void> {
  const there = new Set((await grantsOn(operator, table)).map(nameOf));
  const missing = wanted.filter(grant => !there.has(nameOf(grant)));
  await operator.query('begin');
  for (const { grantor, grantee, privilege, column, passesOn } of missing) {
    const what = `${privilege}${column === undefined ? '' : ` (${operator.escapeIdentifier(column)})`}`;
    const whom = grantee === undefined ? 'public' : operator.escapeIdentifier(grantee);
    await operator.query(`set local role ${operator.escapeIdentifier(grantor)}`);
    await operator.query(`grant ${what} on ${table} to ${whom}${passesOn ? ' with grant option' : ''}`);
  }
  await operator.query('commit');
}
