import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';
import { waitUntil } from '../../support/clock.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove, type Proof } from '../proof.ts';
import { undoAsOperator } from './as-operator.ts';
import { forgetSession, liftLimits, type ForgottenSession } from './forgotten-session.ts';
import { notAvailable } from './row-lock.ts';
import { tableName } from './table-name.ts';

/** How soon a migration that was ended is tried again by who runs it. */
const againMs = 500;
const queuedMs = 5000;
/** A server that does not answer has nobody who waits in line either. */
const farewellMs = 2000;

/** A reader that forgot its transaction, a migration that waits for it, and everybody else in line behind the migration. */
export const postgresLockQueue = defineFault<{ service: string; table: string; database?: string | undefined }>({
  kind: 'postgres.lock-queue',
  about: 'A migration waits for a forgotten reader of a table, and all others wait behind the migration.',
  symptom:
    'Even reads of the table wait until their limits; the session that they wait for is the migration, which comes back when it is ended: the root is an idle reader. Other tables and `pg_isready` succeed.',
  example: { service: 'database', table: 'messages' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: tableName,
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, table }) => `a migration of table ${table} of ${service} waited for an idle reader, and all others behind it`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, database }, { stack, signal, pick }) {
    const access = { service, database, timeoutMs: 10_000, signal };
    const failed = (thrown: unknown): Error =>
      notInjected(
        `a migration of ${table} of ${service} could not be made to wait`,
        thrown,
        'Check its name, and that the role `app` may read it.',
      );
    const readerName = pick(['metabase', 'psql', 'DBeaver 23.2.0', 'report-worker', 'DataGrip 2023.2']);
    const migratorName = pick(['flyway', 'alembic', 'migrate', 'liquibase', 'knex']);
    const column = pick(['note text', 'archived_at timestamptz', 'tenant_id bigint', 'locale text']);
    const reader = await forgetSession(stack, { ...access, role: 'app', applicationName: readerName }, async session => {
      await liftLimits(session);
      await session.query(`begin; select from ${table} limit 0`);
    }).catch((thrown: unknown) => {
      throw failed(thrown);
    });
    let over = false;
    let wrong: unknown;
    let migrator: ForgottenSession | undefined;
    const root = (): boolean => !over && !signal.aborted && reader.ended() === undefined;
    /** One try: in a transaction that is rolled back, so that a table that nobody blocks any more stays as it was. */
    const migrate = async (): Promise<void> => {
      const session = await forgetSession(stack, { ...access, role: 'operator', applicationName: migratorName }, async one => {
        await liftLimits(one);
        await one.query('set lock_timeout = 0; set default_transaction_read_only = off; begin');
      });
      migrator = session;
      try {
        if (root()) await session.session.query(`alter table ${table} add column ${column}`);
        if (root()) await session.session.query('rollback');
      } finally {
        session.end();
      }
    };
    const trying = (async () => {
      while (root()) {
        wrong = undefined;
        await migrate().catch((thrown: unknown) => (wrong = thrown));
        if (root()) await sleep(againMs, undefined, { signal, ref: false }).catch(() => {});
      }
    })();
    const undo = async (): Promise<void> => {
      over = true;
      reader.end();
      const waiting = migrator;
      // Who waits for a lock does not notice that nobody listens to it.
      if (waiting?.ended() === undefined && waiting !== undefined)
        await undoAsOperator(
          stack,
          { service, database },
          async operator => {
            if ((await waiting.seenBy(operator)) !== undefined) await operator.query('select pg_terminate_backend($1)', [waiting.pid]);
          },
          farewellMs,
        );
      waiting?.end();
    };
    const lookedBy = async (observer: SqlSession): Promise<Proof> => {
      const seen = await reader.seenBy(observer);
      if (seen === undefined) return { held: false, proof: `the reader ${reader.pid} is gone` };
      const waiting = await migrator?.seenBy(observer);
      if (waiting?.blockedBy.includes(reader.pid) !== true)
        return {
          held: false,
          proof: `no migration waits for the reader ${reader.pid}${wrong === undefined ? '' : `: ${messageOf(wrong)}`}`,
        };
      await observer.query('begin');
      const answer = await observer.query(`lock table ${table} in access share mode nowait`).then(
        () => 'is granted',
        (thrown: unknown) => sqlStateOf(thrown) ?? messageOf(thrown),
      );
      await observer.query('rollback');
      return {
        held: answer === notAvailable,
        proof: `session ${migrator?.pid} waits for session ${reader.pid}, which is ${seen.state}; LOCK ACCESS SHARE NOWAIT on ${table}: ${answer}`,
      };
    };
    /** The last look, when the queue is there or the time is over. */
    const look = (limit: AbortSignal, withinMs: number): Promise<Proof> =>
      withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, async observer => {
        let proof = await lookedBy(observer);
        await waitUntil(async () => proof.held || !root() || (proof = await lookedBy(observer)).held, {
          withinMs,
          everyMs: 20,
          signal: limit,
        });
        return proof;
      });
    try {
      await look(signal, queuedMs);
    } catch (thrown) {
      await undo().catch(() => {});
      throw failed(thrown);
    }
    return {
      async proveEffect() {
        const gone = reader.ended();
        if (gone !== undefined) return { held: false, proof: `the reader ${reader.pid} is gone: ${gone}` };
        // A migration that was ended a moment ago is tried again in a moment.
        return prove(`the queue for ${table}`, signal, limit => look(limit, againMs * 3));
      },
      async undo() {
        await undo();
        await trying;
      },
    };
  },
});
