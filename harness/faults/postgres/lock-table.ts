import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { forgetSession, liftLimits } from './forgotten-session.ts';
import { notAvailable } from './row-lock.ts';
import { tableName } from './table-name.ts';

/** Name of each mode in pg_locks, and a mode that it conflicts with (PostgreSQL, table 13.2). */
const modes = {
  'ACCESS EXCLUSIVE': { lock: 'AccessExclusiveLock', conflict: 'access share' },
  EXCLUSIVE: { lock: 'ExclusiveLock', conflict: 'row exclusive' },
  'SHARE ROW EXCLUSIVE': { lock: 'ShareRowExclusiveLock', conflict: 'row exclusive' },
  SHARE: { lock: 'ShareLock', conflict: 'row exclusive' },
} as const;
type Mode = keyof typeof modes;

/** Locks a table in a session that then sits idle in its transaction, as a forgotten console or a crashed deploy does. */
export const postgresLockTable = defineFault<{ service: string; table: string; mode: Mode; database?: string | undefined }>({
  kind: 'postgres.lock-table',
  about: 'A table is locked by a session that is idle in transaction.',
  symptom: 'Statements on the table wait until their limits; other tables, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', table: 'messages' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: tableName,
    mode: z
      .enum(Object.keys(modes) as [Mode, ...Mode[]])
      .default('ACCESS EXCLUSIVE')
      .describe('Mode of the lock'),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) => `table ${table} of ${service} was locked by a session idle in transaction`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, mode, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    const applicationName = pick(['psql', 'DBeaver 23.2.0', 'pgAdmin 4 - CONN:4711', 'DataGrip 2023.2', 'migrate']);
    const holder = await forgetSession(stack, { ...access, role: 'app', applicationName }, async session => {
      await liftLimits(session);
      await session.query(`begin; lock table ${table} in ${mode} mode`);
    }).catch((thrown: unknown) => {
      throw notInjected(
        `the table ${table} of ${service} could not be locked`,
        thrown,
        'Check its name, and that the role `app` may change it.',
      );
    });
    const { pid } = holder;
    return {
      async proveEffect() {
        const over = holder.ended();
        if (over !== undefined) return { held: false, proof: `the session ${pid} that held the lock is gone: ${over}` };
        // As the operator, whose place is reserved: those who wait for the table may have taken all others.
        return prove(`the lock on ${table}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const { rowCount } = await observer.query(
              "select from pg_locks where pid = $1 and locktype = 'relation' and relation = $2::regclass and mode = $3 and granted",
              [pid, table, modes[mode].lock],
            );
            const state = (await holder.seenBy(observer))?.state;
            if (state === undefined || rowCount === 0) return { held: false, proof: `session ${pid} holds no ${mode} lock on ${table}` };
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
