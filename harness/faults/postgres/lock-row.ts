import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withSession } from '../../operations/sql-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { forgetSession, liftLimits } from './forgotten-session.ts';
import { askForRow, condition, lockRows, notAvailable, type LockedRows } from './row-lock.ts';
import { tableName } from './table-name.ts';

/** Locks rows of a table in a session that then sits idle in its transaction, as a console does in which somebody forgot to commit. */
export const postgresLockRow = defineFault<{ service: string; table: string; where: string; database?: string | undefined }>({
  kind: 'postgres.lock-row',
  about: 'Rows of a table are locked by a session that is idle in transaction.',
  symptom: 'Writes of these rows wait until their limits; reading them, writing others, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', table: 'accounts', where: 'id = 7' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: tableName,
    where: condition.describe('Which rows, as an SQL condition; `true` is all of them'),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table, where }) => `the rows of ${table} of ${service} with ${where} were locked by a session idle in transaction`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, where, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    let locked: LockedRows = { count: 0, one: undefined };
    const applicationName = pick(['psql', 'DBeaver 23.2.0', 'backfill', 'DataGrip 2023.2', 'invoice-import']);
    const holder = await forgetSession(stack, { ...access, role: 'app', applicationName }, async session => {
      await liftLimits(session);
      await session.query('begin');
      locked = await lockRows(session, table, where);
    }).catch((thrown: unknown) => {
      throw notInjected(
        `the rows of ${table} of ${service} could not be locked`,
        thrown,
        'Check the table and the condition, and that the role `app` may change it.',
      );
    });
    return {
      async proveEffect() {
        if (locked.count === 0) return { held: false, proof: `no row of ${table} has ${where}: none is locked` };
        const over = holder.ended();
        if (over !== undefined) return { held: false, proof: `the session ${holder.pid} that held the locks is gone: ${over}` };
        // As the operator, whose place is reserved: those who wait may have taken all others.
        return prove(`the locked rows of ${table}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const seen = await holder.seenBy(observer);
            if (seen === undefined) return { held: false, proof: `the session ${holder.pid} that held the locks is gone` };
            const answer = await askForRow(observer, table, locked);
            return {
              held: seen.state === 'idle in transaction' && answer === notAvailable,
              proof: `session ${holder.pid} is ${seen.state} with ${locked.count} rows of ${table} locked; SELECT FOR KEY SHARE NOWAIT: ${answer}`,
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
