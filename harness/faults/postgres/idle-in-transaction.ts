import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withSession } from '../../operations/sql-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { forgetSession } from './forgotten-session.ts';
import { askForRow, condition, lockRows, notAvailable, type LockedRows } from './row-lock.ts';
import { tableName } from './table-name.ts';

/**
 * Begins a transaction, looks and writes in it, and forgets it, as a program does that calls another one in the middle. The
 * server's own limit of such transactions is left in force: where it is set, it ends this one, too.
 */
export const postgresIdleInTransaction = defineFault<{
  service: string;
  table?: string | undefined;
  where: string;
  database?: string | undefined;
}>({
  kind: 'postgres.idle-in-transaction',
  about: 'A session sits idle in a transaction, with an old snapshot and the locks of its writes.',
  symptom:
    'VACUUM removes nothing that died since and DDL on the table waits, as do writes of its rows; reads and `pg_isready` succeed, and `pg_cancel_backend` does nothing.',
  example: { service: 'database', table: 'messages' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: tableName.optional().describe('A table that it has written; without one it has only looked, and holds up no more than VACUUM'),
    where: condition.default('true').describe('Which rows of the table it has written, as an SQL condition; `true` is all of them'),
    database: z.string().optional().describe('Its database; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) =>
    `a session of ${service} sat idle in a transaction${table === undefined ? '' : ` that had written ${table}`}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, where, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    let written: LockedRows = { count: 0, one: undefined };
    const applicationName = pick(['api', 'report-worker', 'sidekiq', 'billing-sync', 'exporter']);
    const holder = await forgetSession(stack, { ...access, role: 'app', applicationName }, async session => {
      await session.query("set lock_timeout = '10s'");
      // Of its first statement: it keeps all rows that die from now on.
      await session.query('begin isolation level repeatable read; select 1');
      if (table !== undefined) written = await lockRows(session, table, where);
    }).catch((thrown: unknown) => {
      throw notInjected(
        `a transaction of ${service} could not be left open`,
        thrown,
        'Check the table, and that the role `app` may change it.',
      );
    });
    return {
      async proveEffect() {
        if (table !== undefined && written.count === 0) return { held: false, proof: `no row of ${table} has ${where}: none is written` };
        const over = holder.ended();
        if (over !== undefined) return { held: false, proof: `the session ${holder.pid} is gone: ${over}` };
        return prove(`the session ${holder.pid}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const seen = await holder.seenBy(observer);
            if (seen === undefined) return { held: false, proof: `the session ${holder.pid} is gone` };
            const answer = table === undefined ? undefined : await askForRow(observer, table, written);
            return {
              held: seen.state === 'idle in transaction' && seen.snapshot && (answer === undefined || answer === notAvailable),
              proof: `session ${holder.pid} is ${seen.state} ${seen.snapshot ? 'and holds back VACUUM by its snapshot' : 'without a snapshot'}${answer === undefined ? '' : `; SELECT FOR KEY SHARE NOWAIT on ${table}: ${answer}`}`,
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
