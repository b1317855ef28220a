import { z } from 'zod';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { parseDuration } from '../../support/duration.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { appRole, notOfItsOwn, userOf } from './app-role.ts';
import { asOperator, undoAsOperator } from './as-operator.ts';
import { endSessions } from './end-sessions.ts';
import { pooled, type Pooled } from './pooled.ts';
import { restoreValue, storeValue, storedValue, type StoredSetting } from './stored-setting.ts';

/** `query_canceled` (PostgreSQL, appendix A). */
const canceled = '57014';
/** A longer one could not be waited for by its proof. */
const mostMs = 2000;
const duration = z
  .string()
  .refine(
    text => {
      const ms = parseDuration(text);
      return ms !== undefined && Number.isInteger(ms) && ms >= 1 && ms <= mostMs;
    },
    { error: 'expected a duration of whole milliseconds from 1ms to 2s, such as 20ms' },
  )
  .transform(text => parseDuration(text) ?? 0);

/** Gives the statements of a role less time than they need, as a limit meant for another role does. */
export const postgresStatementTimeout = defineFault<{
  service: string;
  role: string;
  limit: number;
  pooled: Pooled;
  database?: string | undefined;
}>({
  kind: 'postgres.statement-timeout',
  about: "The app's statements are cancelled after a time that is too short.",
  symptom: 'Statements of new sessions that take longer fail with 57014; quick ones, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', limit: '20ms', pooled: 'end' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    role: appRole,
    limit: duration.default(5).describe('How long a statement may take, from 1ms to 2s; 5ms'),
    pooled,
    database: z.string().optional().describe('Database of the proof; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, role, limit }) => `statements of the role ${role} of ${service} were limited to ${limit} ms`,
  target: ({ service }) => service,
  check: (settings, stack) => notOfItsOwn(settings, stack),
  async inject({ service, role, limit: limitMs, pooled: sessions, database }, { stack, signal }) {
    const user = userOf(stack.spec, service, role);
    const setting: StoredSetting = { of: 'role', owner: user, name: 'statement_timeout' };
    const ours = `${limitMs}ms`;
    const access = { service, database };
    let before: string | undefined;
    let stored = false;
    const undo = (): Promise<void> => undoAsOperator(stack, access, operator => restoreValue(operator, setting, ours, before));
    try {
      await asOperator(stack, access, signal, async operator => {
        before = await storedValue(operator, setting);
        stored = true;
        await storeValue(operator, setting, ours);
        if (sessions === 'end') await endSessions(operator, user);
      });
    } catch (thrown) {
      if (stored) await undo().catch(() => {});
      throw notInjected(`the statements of ${user} of ${service} could not be limited`, thrown, 'Look whether the role is there.');
    }
    return {
      proveEffect: () =>
        prove(`the statements of ${user}`, signal, limit =>
          withSession(stack, { ...access, role, timeoutMs: 2500, signal: limit }, async session => {
            // As it is for a new session, by whatever weighs most: no answer is waited for where it is far off.
            const ms = await session
              .query<{ ms: number }>("select setting::int as ms from pg_settings where name = 'statement_timeout'")
              .then(({ rows }) => rows[0]?.ms ?? 0)
              .catch((thrown: unknown) => {
                // Even that may take longer.
                if (sqlStateOf(thrown) !== canceled) throw thrown;
                return limitMs;
              });
            if (ms === 0 || ms > limitMs)
              return {
                held: false,
                proof: `a new session of ${user} has ${ms === 0 ? 'no limit' : `a limit of ${ms} ms`} for its statements`,
              };
            const state = await session.query('select pg_sleep($1)', [ms / 1000 + 0.1]).then(
              () => 'no error',
              (thrown: unknown) => `${sqlStateOf(thrown) ?? ''} ${messageOf(thrown)}`,
            );
            return { held: state.startsWith(canceled), proof: `a statement of ${user} that takes ${ms + 100} ms ends with ${state}` };
          }),
        ),
      undo,
    };
  },
});
