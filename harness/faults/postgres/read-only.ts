import { z } from 'zod';
import { databaseOf } from '../../operations/database-of.ts';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { asOperator, undoAsOperator } from './as-operator.ts';
import { endSessions } from './end-sessions.ts';
import { pooled, type Pooled } from './pooled.ts';
import { restoreValue, storeValue, storedValue, type StoredSetting } from './stored-setting.ts';

/** `read_only_sql_transaction` (PostgreSQL, appendix A). */
const readOnly = '25006';
const ours = 'on';
/** Counts as a write, and finds nothing to do. */
const harmlessWrite = 'drop table if exists pg_temp.migrated_rows';

/** Makes the transactions of all new sessions read-only, as is done before a migration and forgotten after it. */
export const postgresReadOnly = defineFault<{ service: string; pooled: Pooled; database?: string | undefined }>({
  kind: 'postgres.read-only',
  about: 'A database accepts no writes: its transactions are read-only by default.',
  symptom: 'Writes of new sessions fail with 25006, as does a careless ALTER DATABASE; reads, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', pooled: 'end' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    pooled,
    database: z.string().optional().describe('The database; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, database }) => `the database ${database === undefined ? '' : `${database} `}of ${service} was made read-only`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, pooled: sessions, database }, { stack, signal }) {
    const setting: StoredSetting = {
      of: 'database',
      owner: databaseOf(stack.spec, { service, role: 'app', database }).database,
      name: 'default_transaction_read_only',
    };
    const access = { service, database };
    let before: string | undefined;
    let stored = false;
    const undo = (): Promise<void> => undoAsOperator(stack, access, operator => restoreValue(operator, setting, ours, before));
    try {
      await asOperator(stack, access, signal, async operator => {
        before = await storedValue(operator, setting);
        stored = true;
        await storeValue(operator, setting, ours);
        if (sessions === 'end') await endSessions(operator);
      });
    } catch (thrown) {
      if (stored) await undo().catch(() => {});
      throw notInjected(`the database of ${service} could not be made read-only`, thrown, 'Look whether the role `operator` owns it.');
    }
    return {
      proveEffect: () =>
        prove(`the database of ${service}`, signal, limit =>
          // What a new session of the app may do: other settings may weigh more.
          withSession(stack, { ...access, role: 'app', timeoutMs: 2500, signal: limit }, async session => {
            const answer = await session.query(harmlessWrite).then(
              () => undefined,
              (thrown: unknown) => ({ state: sqlStateOf(thrown), message: messageOf(thrown) }),
            );
            if (answer === undefined) return { held: false, proof: `a new session of the app may write in ${setting.owner}` };
            return { held: answer.state === readOnly, proof: `a write of a new session fails with ${answer.state} ${answer.message}` };
          }),
        ),
      undo,
    };
  },
});
