import type { RunningStack } from '../../engines/engine.ts';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';
import { waitUntil } from '../../support/clock.ts';

/** A database of a service, for short work in sessions that end with it. */
export interface Place {
  readonly stack: RunningStack;
  readonly service: string;
  readonly database: string | undefined;
  readonly signal: AbortSignal;
}

const usualMs = 10_000;
const proofMs = 2500;
const undoMs = 30_000;
const startingMs = 5000;
/** `cannot_connect_now`: it starts or recovers (PostgreSQL, appendix A). */
const starting = '57P03';
const noDatabase = '3D000';

/** Work as the operator. A lock that somebody holds does not hold us up for ever. */
export async function asOperator<T>(place: Place, work: (session: SqlSession) => Promise<T>): Promise<T> {
  return await withSession(place.stack, { ...place, role: 'operator', timeoutMs: usualMs }, async session => {
    await session.query("set lock_timeout = '10s'; set statement_timeout = 0");
    return await work(session);
  });
}

/** Work in a new session of the app's own role: what users have. */
export async function asApp<T>(place: Place, work: (session: SqlSession) => Promise<T>): Promise<T> {
  return await withSession(place.stack, { ...place, role: 'app', timeoutMs: proofMs }, work);
}

/** The same as the operator, for a proof: short. */
export async function looking<T>(place: Place, work: (session: SqlSession) => Promise<T>): Promise<T> {
  return await withSession(place.stack, { ...place, role: 'operator', timeoutMs: proofMs }, work);
}

/** Work as the operator in one transaction: all or nothing. */
export async function inTransaction<T>(place: Place, work: (session: SqlSession) => Promise<T>): Promise<T> {
  return await asOperator(place, async session => {
    await session.query('begin');
    const result = await work(session);
    await session.query('commit');
    return result;
  });
}

/** For an undo: a server that is not there, or a database that is gone, has nothing to undo; one that is starting is waited for. */
export async function whereThere(place: Omit<Place, 'signal'>, work: (session: SqlSession) => Promise<void>): Promise<void> {
  const signal = AbortSignal.timeout(undoMs);
  let ready = false;
  await waitUntil(
    async () => {
      try {
        await withSession(place.stack, { ...place, signal, role: 'operator', timeoutMs: usualMs }, async session => {
          ready = true;
          await session.query("set lock_timeout = '10s'; set statement_timeout = 0");
          await work(session);
        });
        return true;
      } catch (thrown) {
        if (ready) throw thrown;
        const state = sqlStateOf(thrown);
        if (state === starting) return false;
        if (state === undefined || state === noDatabase) return true;
        throw thrown;
      }
    },
    { withinMs: startingMs, everyMs: 50, signal },
  );
}
