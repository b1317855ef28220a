import type { RunningStack } from '../../engines/engine.ts';
import { holdSession, type HeldSession } from '../../operations/held-session.ts';
import type { SessionOptions, SqlSession } from '../../operations/sql-session.ts';

/** A session that somebody has forgotten, known to the server by pid and begin: pids come again. */
export interface ForgottenSession extends Pick<HeldSession, 'session' | 'ended' | 'end'> {
  readonly pid: number;
  /** Its state as the server tells it to another session; undefined when it has gone. */
  seenBy(observer: SqlSession): Promise<Seen | undefined>;
}

export interface Seen {
  readonly state: string;
  readonly snapshot: boolean;
  readonly blockedBy: readonly number[];
}

/** Opens one, and has it do what it was doing when it was forgotten; nothing is left of it when that fails. */
export async function forgetSession(
  stack: RunningStack,
  options: SessionOptions,
  work: (session: SqlSession) => Promise<void>,
): Promise<ForgottenSession> {
  const holder = await holdSession(stack, options);
  try {
    const { rows } = await holder.session.query<{ pid: number; since: string }>(
      'select pid, backend_start::text as since from pg_stat_activity where pid = pg_backend_pid()',
    );
    const [me] = rows;
    if (me === undefined) throw new Error('the server does not list its own session');
    await work(holder.session);
    return {
      session: holder.session,
      ended: () => holder.ended(),
      end: () => holder.end(),
      pid: me.pid,
      async seenBy(observer) {
        const seen = await observer.query<Seen>(
          `select coalesce(state, 'not to be seen') as state, backend_xid is not null or backend_xmin is not null as snapshot,
             pg_blocking_pids(pid) as "blockedBy"
           from pg_stat_activity where pid = $1 and backend_start::text = $2`,
          [me.pid, me.since],
        );
        return seen.rows[0];
      },
    };
  } catch (thrown) {
    holder.end();
    throw thrown;
  }
}

/** A server's own limits must not end what waits or is idle; and a busy table must not hold up an injection for ever. */
export async function liftLimits(session: SqlSession): Promise<void> {
  // Not all versions know all of them.
  await session.query(
    `select set_config(name, '0', false) from pg_settings
     where name in ('statement_timeout', 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout')`,
  );
  await session.query("set lock_timeout = '10s'");
}
