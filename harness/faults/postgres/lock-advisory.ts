import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { forgetSession, liftLimits } from './forgotten-session.ts';
import { notAvailable } from './row-lock.ts';

/** Somebody who has the lock now and then gives it back within this time. */
const patience = '3s';
const digits = /^-?\d{1,19}$/;
type Key = number | string | readonly [number, number];
const int4 = z.int32();

/** Holds an advisory lock in an idle session, as a scheduler does that lost its leader's connection to a pool. */
export const postgresLockAdvisory = defineFault<{ service: string; key: Key; database?: string | undefined }>({
  kind: 'postgres.lock-advisory',
  about: 'An advisory lock is held by an idle session.',
  symptom:
    'Whoever works only with the lock (a scheduler, an elected leader, a migration) stands still and says nothing; everything else succeeds.',
  example: { service: 'database', key: 4711 },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    key: z
      .union([z.int(), z.tuple([int4, int4]), z.string().min(1)], {
        error: 'expected a number, two of them such as [1, 42], or a text that is hashed by hashtext()',
      })
      .describe(
        'Key of the lock: a number, two numbers `[1, 42]`, or a text, which is hashed by `hashtext()`; a text of digits is a number',
      ),
    database: z.string().optional().describe('Database of the lock; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, key }) => `the advisory lock ${show(key)} of ${service} was held by an idle session`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, key, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    const [words, values] = argument(key);
    let busy = false;
    const applicationName = pick(['scheduler', 'cron', 'clockwork', 'sidekiq', 'outbox-relay']);
    const holder = await forgetSession(stack, { ...access, role: 'app', applicationName }, async session => {
      await liftLimits(session);
      await session.query(`set lock_timeout = '${patience}'`);
      await session.query(`select pg_advisory_lock(${words})`, [...values]).catch((thrown: unknown) => {
        if (sqlStateOf(thrown) !== notAvailable) throw thrown;
        busy = true;
      });
    }).catch((thrown: unknown) => {
      throw notInjected(
        `the advisory lock ${show(key)} of ${service} could not be taken`,
        thrown,
        'Look whether the role `app` can log in.',
      );
    });
    if (busy) holder.end();
    return {
      async proveEffect() {
        if (busy) return { held: false, proof: `somebody else held the advisory lock ${show(key)} for more than ${patience}` };
        const over = holder.ended();
        if (over !== undefined) return { held: false, proof: `the session ${holder.pid} that held the lock is gone: ${over}` };
        return prove(`the advisory lock ${show(key)}`, signal, limit =>
          withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
            const seen = await holder.seenBy(observer);
            const { rows } = await observer.query<{ count: number }>(
              `select count(*)::int as count from pg_locks where locktype = 'advisory' and granted and pid = $1
                 and database = (select oid from pg_database where datname = current_database())`,
              [holder.pid],
            );
            if (seen === undefined || rows[0]?.count !== 1) return { held: false, proof: `session ${holder.pid} holds no advisory lock` };
            const { rows: tried } = await observer.query<{ free: boolean }>(`select pg_try_advisory_lock(${words}) as free`, [...values]);
            const free = tried[0]?.free ?? true;
            return {
              held: !free,
              proof: `session ${holder.pid} is ${seen.state} with the lock; pg_try_advisory_lock(${show(key)}): ${free ? 't' : 'f'}`,
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

/** For the functions of PostgreSQL, documentation 9.28.10: one bigint or two integers. */
function argument(key: Key): readonly [words: string, values: readonly unknown[]] {
  if (typeof key === 'number') return ['$1::bigint', [key]];
  if (typeof key !== 'string') return ['$1::int, $2::int', key];
  return digits.test(key) ? ['$1::bigint', [key]] : ['hashtext($1)', [key]];
}

function show(key: Key): string {
  return typeof key === 'object' ? key.join(', ') : String(key);
}
