import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';
import { waitUntil } from '../../support/clock.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';

/** `data_corrupted` and `index_corrupted` (PostgreSQL, appendix A). */
const corrupted = ['XX001', 'XX002'];
const pageBytes = 8192;
const mostPages = 1024;
const upMs = 20_000;

/** Overwrites an index on disk, as a failing disk or a bad copy does. The table is whole: to mend it, the index is built anew. */
export const postgresCorruptIndex = defineFault<{ service: string; index: string; database?: string | undefined; restart: boolean }>({
  kind: 'postgres.corrupt-index',
  about: 'An index of a PostgreSQL table is damaged on disk.',
  symptom: 'Every query of its table fails with XX001 or XX002, new connections and `pg_isready` succeed; the rows themselves are whole.',
  example: { service: 'database', index: 'messages_pkey' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    index: z.string().min(1).describe('The index, a B-tree, with its schema where that is not on the search path'),
    database: z.string().optional().describe('Its database; else that of `POSTGRES_DB`'),
    restart: z
      .boolean()
      .default(true)
      .describe('Start the server anew, so that it reads the index; else what it has in its memory goes on to work; true'),
  }) as never,
  needs: ['process', 'files'],
  persistence: 'damage',
  summarize: ({ service, index }) => `the index ${index} of ${service} was damaged on disk`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, index, database, restart }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const [control, files] = [needed(service, 'process'), needed(service, 'files')];
    const within = <T>(role: string, limit: AbortSignal, timeoutMs: number, work: (session: SqlSession) => Promise<T>): Promise<T> =>
      withSession(stack, { service: name, role, database, timeoutMs, signal: limit }, work);
    const isUp = (limit: AbortSignal): Promise<boolean> => within('operator', limit, 2000, async () => true).catch(() => false);
    const start = async (limit: AbortSignal): Promise<void> => {
      await control.start();
      if (!(await waitUntil(() => isUp(limit), { withinMs: upMs, everyMs: 25, signal: limit })))
        throw new Error('the server did not start again');
    };
    let place: IndexPlace | undefined;
    let isDown = false;
    try {
      place = await within('operator', signal, 5000, async session => {
        const found = await find(session, index);
        // What is not yet on disk would be written over the damage.
        await session.query('checkpoint');
        return found;
      });
      if (restart) {
        isDown = true;
        await control.stop();
      }
      // Of the size that it has: a file that is cut is noticed otherwise.
      await files.write(place.file, 'PAGE '.repeat(Math.ceil((place.pages * pageBytes) / 5)).slice(0, place.pages * pageBytes));
      if (restart) await start(signal);
    } catch (thrown) {
      if (isDown) await control.start().catch(() => {});
      throw notInjected(`the index ${index} of ${name} could not be damaged`, thrown, 'Look for its name with `\\di` in psql.');
    }
    const { table, qualified } = place;
    return {
      proveEffect: () =>
        prove(`the index ${index} of ${name}`, signal, limit =>
          within('app', limit, 2500, async session => {
            await session.query('set enable_seqscan = off');
            try {
              await session.query(`select 1 from ${table} limit 1`);
            } catch (thrown) {
              const state = sqlStateOf(thrown);
              return { held: corrupted.includes(state ?? ''), proof: `a query of ${table} fails with ${state ?? ''} ${messageOf(thrown)}` };
            }
            return { held: false, proof: `a query of ${table} through its indexes succeeds` };
          }),
        ),
      async undo() {
        const limit = AbortSignal.timeout(60_000);
        // Where it does not run, nobody uses the index either.
        if (!(await isUp(limit))) return;
        await within('operator', limit, 5000, async session => {
          const { rows } = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [qualified]);
          if (rows[0]?.there !== true) return;
          await session.query("set lock_timeout = '20s'");
          await session.query(`reindex index ${qualified}`);
        });
      },
    };
  },
});

interface IndexPlace {
  readonly file: string;
  readonly pages: number;
  readonly qualified: string;
  readonly table: string;
}

async function find(session: SqlSession, index: string): Promise<IndexPlace> {
  const { rows } = await session.query<{ file: string; bytes: string; qualified: string; table: string; method: string | null }>(
    `select current_setting('data_directory') || '/' || pg_relation_filepath(c.oid) as file, pg_relation_size(c.oid) as bytes,
       format('%I.%I', n.nspname, c.relname) as qualified, i.indrelid::regclass::text as table, a.amname as method
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join pg_index i on i.indexrelid = c.oid left join pg_am a on a.oid = c.relam
     where c.oid = to_regclass($1)`,
    [index],
  );
  const [found] = rows;
  const hint = 'Look for its name with `\\di` in psql.';
  if (found === undefined) throw new HarnessError('fault-not-injected', `unexpected index "${index}", expected one of the database`, hint);
  if (found.method !== 'btree' || found.table === null)
    throw new HarnessError(
      'fault-not-injected',
      `unexpected index "${index}", expected a B-tree: it is ${found.method ?? 'no index'}`,
      hint,
    );
  if (/^(pg_catalog|information_schema|pg_toast)\./.test(found.qualified))
    throw new HarnessError(
      'fault-not-injected',
      `unexpected index "${index}", expected one of the app's tables: it is the server's own`,
      hint,
    );
  return { ...found, pages: Math.min(mostPages, Math.max(1, Math.round(Number(found.bytes) / pageBytes))) };
}
