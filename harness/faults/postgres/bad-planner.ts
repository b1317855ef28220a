import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import type { SqlSession } from '../../operations/sql-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { planOf } from './plan.ts';
import { literal, quoted } from './relation.ts';
import { asApp, asOperator, looking, whereThere, type Place } from './sessions.ts';

/** What somebody turned off "for a test" and forgot (PostgreSQL, 20.7.1). */
const methods = ['enable_indexscan', 'enable_bitmapscan', 'enable_indexonlyscan'] as const;
/** A look-up by a key that every database has. */
const lookUp = 'select relname from pg_class where oid = 1259';

/** Forbids the planner to use indexes, as a setting does that was left on a database or a role. */
export const postgresBadPlanner = defineFault<{
  service: string;
  on: 'database' | 'role';
  pooled: 'keep' | 'end';
  database?: string | undefined;
}>({
  kind: 'postgres.bad-planner',
  about: 'A setting that was left on the database or the role keeps queries from using indexes.',
  symptom:
    'Queries of new connections read whole tables: they are slow, and time out under load; the indexes are all there and valid, `pg_isready` and `SELECT 1` succeed.',
  example: { service: 'database' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    on: z.enum(['database', 'role']).default('database').describe("Where the setting was left: on the database, or on the app's role"),
    pooled: z
      .enum(['keep', 'end'])
      .default('end')
      .describe("What becomes of the app's connections, which have their settings already: they are kept, or ended, as after a restart"),
    database: z.string().optional().describe('The database; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, on }) => `the planner's use of indexes was turned off for the ${on} in ${service}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, on, pooled, database }, { stack, signal }) {
    const place = { stack, service, database, signal };
    try {
      const app = await asApp(place, async session => {
        const { rows } = await session.query<{ role: string; database: string }>(
          'select current_user as role, current_database() as database',
        );
        if (rows[0] === undefined) throw new Error('the server does not say who the app is');
        return rows[0];
      });
      const target: Target = on === 'database' ? { kind: 'database', name: app.database } : { kind: 'role', name: app.role };
      const before = await planOf(place, lookUp);
      const old = await asOperator(place, async session => {
        await session.query('begin');
        const found = await settingsOf(session, target);
        for (const method of methods) await session.query(`${alter(target)} set ${method} = off`);
        await session.query('commit');
        if (pooled === 'end') await endSessions(session, app.role);
        return found;
      });
      return {
        proveEffect: () =>
          prove(`the planner of ${service}`, signal, async limit => {
            const there: Place = { ...place, signal: limit };
            const plan = await planOf(there, lookUp);
            const left = await looking(there, async session => await settingsOf(session, target));
            const off = methods.filter(method => left.get(method) === 'off');
            const where = off.length === 0 ? `no setting is left on the ${on}` : `${off.join(', ')} off on the ${on}`;
            return {
              held: off.length > 0 && plan.indexes.length === 0 && before.indexes.length > 0,
              proof: `a new session of ${app.role} looks up a key with ${plan.how} (${before.how} before): ${where}`,
            };
          }),
        undo: () =>
          whereThere(place, async session => {
            await session.query('begin');
            const now = await settingsOf(session, target);
            // What somebody has changed since is theirs.
            const left = methods.filter(method => now.get(method) === 'off' && old.get(method) !== 'off');
            for (const method of left) {
              const was = old.get(method);
              await session.query(`${alter(target)} ${was === undefined ? `reset ${method}` : `set ${method} = ${literal(was)}`}`);
            }
            await session.query('commit');
            if (pooled === 'end' && left.length > 0) await endSessions(session, app.role);
          }),
      };
    } catch (thrown) {
      throw notInjected(`the planner of ${service} could not be set`, thrown, `Look whether the operator may alter the ${on}.`);
    }
  },
});

interface Target {
  readonly kind: 'database' | 'role';
  readonly name: string;
}

function alter({ kind, name }: Target): string {
  return `alter ${kind} ${quoted(name)}`;
}

/** What `ALTER DATABASE … SET` or `ALTER ROLE … SET` has left. */
async function settingsOf(session: SqlSession, { kind, name }: Target): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ setting: string }>(
    `select unnest(setconfig) as setting from pg_db_role_setting where ${
      kind === 'database'
        ? 'setrole = 0 and setdatabase = (select oid from pg_database where datname = $1)'
        : 'setdatabase = 0 and setrole = (select oid from pg_roles where rolname = $1)'
    }`,
    [name],
  );
  return new Map(rows.map(({ setting }) => [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]));
}

async function endSessions(session: SqlSession, role: string): Promise<void> {
  await session.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and backend_type = 'client backend' and pid <> pg_backend_pid()",
    [role],
  );
}
