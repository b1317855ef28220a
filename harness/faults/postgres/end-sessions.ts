import type { SqlSession } from '../../operations/sql-session.ts';

/** Ends all other sessions of a role, wherever they are, or without a role those of this database. */
export async function endSessions(operator: SqlSession, role?: string): Promise<void> {
  await operator.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()
       and case when $1::text is null then datname = current_database() else usename = $1 end`,
    [role ?? null],
  );
}
