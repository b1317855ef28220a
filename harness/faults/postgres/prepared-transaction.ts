import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { undoAsOperator } from './as-operator.ts';
import { liftLimits } from './forgotten-session.ts';
import { askForRow, condition, lockRows, notAvailable, type LockedRows } from './row-lock.ts';
import { tableName } from './table-name.ts';

/** `object_not_in_prerequisite_state` (PostgreSQL, appendix A): what PREPARE TRANSACTION says where none is allowed. */
const disabled = '55000';

/** Leaves a transaction prepared whose coordinator has gone: nobody commits it or rolls it back. */
export const postgresPreparedTransaction = defineFault<{ service: string; table: string; where: string; database?: string | undefined }>({
  kind: 'postgres.prepared-transaction',
  about: 'A prepared transaction was orphaned, and keeps the locks of its writes.',
  symptom:
    'Writes of the rows wait until their limits and VACUUM removes nothing that died since; no session holds the locks, and a restart does not end them. Reads and `pg_isready` succeed.',
  example: { service: 'database', table: 'messages' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server; its `max_prepared_transactions` must not be 0'),
    table: tableName,
    where: condition.default('true').describe('Which rows it has written, as an SQL condition; `true` is all of them'),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) => `a prepared transaction of ${service} that had written ${table} was orphaned`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, where, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    // As transaction managers name theirs: format, global part, branch.
    const gid = `${pick([131_077, 4871, 1])}_${hex(16)}_${hex(8)}`;
    let impossible: string | undefined;
    let written: LockedRows = { count: 0, one: undefined };
    const undo = (): Promise<void> =>
      undoAsOperator(stack, { service, database }, async operator => {
        const { rowCount } = await operator.query('select from pg_prepared_xacts where gid = $1 and database = current_database()', [gid]);
        if (rowCount !== 0) await operator.query(`rollback prepared '${gid}'`);
      });
    try {
      await withSession(stack, { ...access, role: 'app' }, async session => {
        await liftLimits(session);
        await session.query('begin');
        written = await lockRows(session, table, where);
        if (written.count === 0) return;
        await session.query(`prepare transaction '${gid}'`).catch((thrown: unknown) => {
          if (sqlStateOf(thrown) !== disabled) throw thrown;
          impossible = `${service} allows no prepared transactions (max_prepared_transactions is 0)`;
        });
      });
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(
        `a transaction of ${service} could not be prepared`,
        thrown,
        'Check the table and the condition, and that the role `app` may change it.',
      );
    }
    return {
      async proveEffect() {
        if (impossible !== undefined) return { held: false, proof: impossible };
        if (written.count === 0) return { held: false, proof: `no row of ${table} has ${where}: none is written` };
        return prove(`the prepared transaction ${gid}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const { rows } = await observer.query<{ age: number }>(
              'select age(transaction) as age from pg_prepared_xacts where gid = $1 and database = current_database()',
              [gid],
            );
            if (rows.length === 0) return { held: false, proof: `no transaction ${gid} is prepared` };
            const answer = await askForRow(observer, table, written);
            return {
              held: answer === notAvailable,
              proof: `transaction ${gid} is prepared with ${written.count} rows of ${table} locked; SELECT FOR KEY SHARE NOWAIT: ${answer}`,
            };
          }),
        );
      },
      undo,
    };
  },
});

function hex(digits: number): string {
  return Array.from({ length: digits }, () => randomInt(16).toString(16)).join('');
}
