import { z } from 'zod';
import { holdSession } from '../../operations/held-session.ts';
import { unknownService } from '../../operations/known-service.ts';
import type { SqlSession } from '../../operations/sql-session.ts';
import { waitUntil } from '../../support/clock.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { examineIndex, makeAgain, proveIndexLost, restoreIndex, type IndexBefore } from './lost-index.ts';
import { relationName } from './relation.ts';
import { asOperator, type Place } from './sessions.ts';

const buildMs = 10_000;

/**
 * Leaves an index invalid, as a rebuild with `CREATE INDEX CONCURRENTLY` does that somebody breaks off: no query uses it, and a unique
 * one keeps nothing unique (PostgreSQL, CREATE INDEX, "Building Indexes Concurrently").
 */
export const postgresInvalidIndex = defineFault<{
  service: string;
  index: string;
  query?: string | undefined;
  database?: string | undefined;
}>({
  kind: 'postgres.invalid-index',
  about: 'An index that queries need was left invalid by a build that broke off.',
  symptom:
    'Queries read the whole table, and `ON CONFLICT` on a unique one fails with 42P10; `CREATE INDEX IF NOT EXISTS` says that it is there, `pg_isready` succeeds.',
  example: { service: 'database', index: 'messages_author' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    index: relationName('index').describe(
      'Name of the index, also with its schema; one that is valid before, and that no constraint needs',
    ),
    query: z
      .string()
      .min(1)
      .optional()
      .describe('A query of the users whose plan shows the harm, with values in it; else a look-up by the first column of the index'),
    database: z.string().optional().describe('Database of the index; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, index }) => `the index ${index} of ${service} was left invalid`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, index: name, query, database }, { stack, signal }) {
    const place = { stack, service, database, signal };
    try {
      const index = await examineIndex(place, name, query);
      await breakOff(place, index);
      return {
        proveEffect: () => prove(`the index ${index.name}`, signal, limit => proveIndexLost({ ...place, signal: limit }, index)),
        undo: () => restoreIndex(place, index),
      };
    } catch (thrown) {
      throw notInjected(
        `the index ${name} of ${service} could not be left invalid`,
        thrown,
        'Look whether its table is in use; an index of a partitioned table is never built concurrently.',
      );
    }
  },
});

/** Drops the index and builds it anew; a writer of ours stands in the way, and once its entry is there the build is cancelled. */
async function breakOff(place: Place, index: IndexBefore): Promise<void> {
  await asOperator(place, async builder => {
    const pid = Number((await builder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid);
    await builder.query(`drop index ${index.name}`);
    try {
      const writer = await holdSession(place.stack, { ...place, role: 'operator', timeoutMs: buildMs });
      try {
        await writer.session.query(`set lock_timeout = '10s'; begin; lock table only ${index.table} in row exclusive mode`);
        let ended: unknown;
        const build = builder.query(index.definition.replace('INDEX ', 'INDEX CONCURRENTLY ')).then(
          () => (ended = new Error('the build ended before it could be broken off')),
          (thrown: unknown) => (ended = thrown),
        );
        const isThere = (): Promise<boolean> => isInvalid(writer.session, index);
        const seen = await waitUntil(async () => ended !== undefined || (await isThere()), {
          withinMs: buildMs,
          everyMs: 5,
          signal: place.signal,
        });
        await writer.session.query('select pg_cancel_backend($1)', [pid]);
        await build;
        if (!seen || !(await isThere())) throw ended;
      } finally {
        writer.end();
      }
    } catch (thrown) {
      await makeAgain(builder, index).catch(() => restoreIndex(place, index).catch(() => {}));
      throw thrown;
    }
  });
}

async function isInvalid(session: SqlSession, { table, bare }: IndexBefore): Promise<boolean> {
  const { rows } = await session.query(
    'select from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = to_regclass($1) and c.relname = $2 and not i.indisvalid',
    [table, bare],
  );
  return rows.length > 0;
}
