import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { openSession } from '../operations/sql-session.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';

const modes = ['ACCESS EXCLUSIVE', 'EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'SHARE'] as const;
const identifier = /^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/;

/** Locks a table in a session that then sits idle in its transaction, as a forgotten console or a crashed deploy does. */
export const postgresLockTable = defineFault<{ service: string; table: string; mode: (typeof modes)[number]; database?: string | undefined }>({
  kind: 'postgres.lock-table',
  about: 'A table is locked by a session that is idle in transaction.',
  settings: z.strictObject({ service: z.string(), table: z.string().regex(identifier, 'expected the name of a table'), mode: z.enum(modes).default('ACCESS EXCLUSIVE'), database: z.string().optional() }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) => `table ${table} of ${service} was locked by a session idle in transaction`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, mode, database }, { stack, signal, pick }) {
    const access = { service, role: 'app', ...(database === undefined ? {} : { database }), timeoutMs: 10_000, signal };
    const holder = await openSession(stack, { ...access, applicationName: pick(['psql', 'DBeaver 23.2.0', 'pgAdmin 4 - CONN:4711', 'DataGrip 2023.2', 'migrate']) });
    let ended = false;
    holder.on('end', () => (ended = true));
    const pid = Number((await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid);
    await holder.query('begin');
    await holder.query(`lock table ${table} in ${mode} mode`);
    return {
      async proveEffect() {
        if (ended) return { held: false, proof: `the session ${pid} that held the lock is gone` };
        try {
          const observer = await openSession(stack, access);
          try {
            const { rows } = await observer.query<{ state: string; granted: boolean }>(
              `select a.state, l.granted from pg_stat_activity a join pg_locks l using (pid) where a.pid = $1 and l.relation = $2::regclass`, [pid, table]);
            const seen = rows[0];
            const code = await observer.query(`begin; lock table ${table} in access share mode nowait`).then(() => 'none', (thrown: { code?: string }) => thrown.code ?? messageOf(thrown));
            const blocks = mode === 'ACCESS EXCLUSIVE' ? code === '55P03' : true;
            return { held: seen?.granted === true && seen.state === 'idle in transaction' && blocks, proof: seen === undefined ? `session ${pid} holds no lock on ${table}` : `session ${pid} is ${seen.state} with a ${mode} lock on ${table}; LOCK … NOWAIT answers ${code}` };
          } finally {
            await observer.end().catch(() => {});
          }
        } catch (thrown) {
          return { held: false, proof: `the lock could not be looked at: ${messageOf(thrown)}` };
        }
      },
      async undo() {
        if (!ended) await holder.end().catch(() => {});
      },
    };
  },
});
