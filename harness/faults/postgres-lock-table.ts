import { z } from 'zod';
import { holdSession } from '../operations/held-session.ts';
import { unknownService } from '../operations/known-service.ts';
import { sqlStateOf, withSession } from '../operations/sql-session.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';
import { notInjected, prove } from './proof.ts';

/** Name of each mode in pg_locks, and a mode that it conflicts with (PostgreSQL, table 13.2). */
const modes = {
  'ACCESS EXCLUSIVE': { lock: 'AccessExclusiveLock', conflict: 'access share' },
  EXCLUSIVE: { lock: 'ExclusiveLock', conflict: 'row exclusive' },
  'SHARE ROW EXCLUSIVE': { lock: 'ShareRowExclusiveLock', conflict: 'row exclusive' },
  SHARE: { lock: 'ShareLock', conflict: 'row exclusive' },
} as const;
type Mode = keyof typeof modes;

const identifier = /^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/;
/** `lock_not_available` (PostgreSQL, appendix A). */
const notAvailable = '55P03';

/** Locks a table in a session that then sits idle in its transaction, as a forgotten console or a crashed deploy does. */
export const postgresLockTable = defineFault<{ service: string; table: string; mode: Mode; database?: string | undefined }>({
  kind: 'postgres.lock-table',
  about: 'A table is locked by a session that is idle in transaction.',
  settings: z.strictObject({
    service: z.string(),
    table: z.string().regex(identifier, 'expected the name of a table'),
    mode: z.enum(Object.keys(modes) as [Mode, ...Mode[]]).default('ACCESS EXCLUSIVE'),
    database: z.string().optional(),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) => `table ${table} of ${service} was locked by a session idle in transaction`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, mode, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    const failed = (thrown: unknown): Error =>
      notInjected(`the table ${table} of ${service} could not be locked`, thrown, 'Check its name, and that the role `app` may change it.');
    const holder = await holdSession(stack, {
      ...access,
      role: 'app',
      applicationName: pick(['psql', 'DBeaver 23.2.0', 'pgAdmin 4 - CONN:4711', 'DataGrip 2023.2', 'migrate']),
    }).catch((thrown: unknown) => {
      throw failed(thrown);
    });
    let pid = 0;
    try {
      pid = Number((await holder.session.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid);
      // Else a busy table would hold us up for ever; and a server's own limits must not end what we hold.
      await holder.session.query(
        "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = 0; set idle_session_timeout = 0; set statement_timeout = 0",
      );
      await holder.session.query(`begin; lock table ${table} in ${mode} mode`);
    } catch (thrown) {
      holder.end();
      throw failed(thrown);
    }
    return {
      async proveEffect() {
        const over = holder.ended();
        if (over !== undefined) return { held: false, proof: `the session ${pid} that held the lock is gone: ${over}` };
        // As the operator, whose place is reserved: those who wait for the table may have taken all others.
        return prove(`the lock on ${table}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const { rows } = await observer.query<{ state: string }>(
              "select a.state from pg_stat_activity a join pg_locks l using (pid) where a.pid = $1 and l.locktype = 'relation' and l.relation = $2::regclass and l.mode = $3 and l.granted",
              [pid, table, modes[mode].lock],
            );
            const state = rows[0]?.state;
            if (state === undefined) return { held: false, proof: `session ${pid} holds no ${mode} lock on ${table}` };
            const answer = await observer.query(`begin; lock table ${table} in ${modes[mode].conflict} mode nowait`).then(
              () => 'is granted',
              (thrown: unknown) => sqlStateOf(thrown) ?? messageOf(thrown),
            );
            return {
              held: state === 'idle in transaction' && answer === notAvailable,
              proof: `session ${pid} is ${state} with an ${mode} lock on ${table}; LOCK ${modes[mode].conflict.toUpperCase()} NOWAIT: ${answer}`,
            };
          }),
        );
      },
      async undo() {
        holder.end();
      },
    };
  },
});
