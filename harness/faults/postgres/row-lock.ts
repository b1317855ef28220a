import { z } from 'zod';
import { sqlStateOf, type SqlSession } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';

/** `lock_not_available` (PostgreSQL, appendix A). */
export const notAvailable = '55P03';

/** Which rows of a table. */
export const condition = z.string().min(1, 'expected a condition, such as id = 7');

export interface LockedRows {
  readonly count: number;
  /** Where one of them lies: it cannot move while it is locked. */
  readonly one: { readonly part: string; readonly place: string } | undefined;
}

/** Locks rows as an UPDATE does that is not committed: readers pass, writers wait. */
export async function lockRows(session: SqlSession, table: string, where: string): Promise<LockedRows> {
  const { rows } = await session.query<{ count: number; first: string | null }>(
    `with taken as materialized (select tableoid::int8::text || ' ' || ctid::text as place from ${table} where (${where}) for update)
     select count(*)::int as count, min(place) as first from taken`,
  );
  const [part = '', place = ''] = rows[0]?.first?.split(' ') ?? [];
  return { count: rows[0]?.count ?? 0, one: place === '' ? undefined : { part, place } };
}

/** What somebody else gets who wants the weakest lock on one of them, and does not wait: `is granted` or an SQLSTATE. Rolled back. */
export async function askForRow(observer: SqlSession, table: string, { one }: LockedRows): Promise<string> {
  if (one === undefined) return 'is granted';
  // For those who stand in line for the whole table.
  await observer.query("begin; set local lock_timeout = '1s'");
  const answer = await observer
    .query(`select 1 from ${table} where tableoid = $1::oid and ctid = $2::tid for key share nowait`, [one.part, one.place])
    .then(
      () => 'is granted',
      (thrown: unknown) => sqlStateOf(thrown) ?? messageOf(thrown),
    );
  await observer.query('rollback');
  return answer;
}
