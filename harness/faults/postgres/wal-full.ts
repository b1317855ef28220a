import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';
import { waitUntil } from '../../support/clock.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { sizedVolume, wrongPath } from '../volume/sized-path.ts';
import { dataFolder } from './data-folder.ts';

/** A server that has just crashed may come back in the space that its unfinished segment took, and is filled again. */
const mostRounds = 12;
const upMs = 20_000;
const messageBytes = 250_000;
/** For each question that is asked. */
const messages = 8;
const lookMs = 50;
const stopMs = 2000;
/** `cannot_connect_now` (PostgreSQL, appendix A): it starts, recovers or stops. */
const cannotConnectNow = '57P03';
/** A crash tells of itself once or twice; more often tells who recovers in vain. */
const complaints = 5;

/**
 * An abandoned replication slot keeps all WAL until its volume is full; then the server stops with a PANIC and cannot recover for want of
 * space. No data is touched. To mend it, space must be made without deleting WAL, the server started, and the slot dropped.
 */
export const postgresWalFull = defineFault<{ service: string; path?: string | undefined; database?: string | undefined }>({
  kind: 'postgres.wal-full',
  about: 'An abandoned replication slot has kept WAL until its volume is full; PostgreSQL does not start any more.',
  symptom:
    'Connections are refused (ECONNREFUSED or 57P03) and the log says PANIC or FATAL, No space left on device; a restart ends the same way.',
  example: { service: 'database' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    path: z
      .string()
      .startsWith('/', 'expected an absolute path inside the service')
      .optional()
      .describe('Folder of the WAL, on a volume with a size; else `pg_wal` in the data folder'),
    database: z.string().optional().describe('Database to log in to; else that of `POSTGRES_DB`'),
  }) as never,
  needs: ['volume', 'process'],
  persistence: 'held',
  summarize: ({ service }) => `the WAL of ${service}, kept by an abandoned replication slot, filled its volume`,
  target: ({ service }) => service,
  check({ service, path }, stack) {
    const unknown = unknownService(service, stack);
    return unknown.length > 0 ? unknown : wrongPath({ service, path: path ?? `${dataFolder(service, stack)}/pg_wal` }, stack);
  },
  async inject({ service: name, path: given, database }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    const path = given ?? `${dataFolder(name, stack.spec)}/pg_wal`;
    const { volume, usage: before } = await sizedVolume(service, path);
    const slot = pick(['standby_2', 'replica_old', 'debezium', 'barman', 'dr_site']);
    const asOperator = <T>(work: (session: SqlSession) => Promise<T>, limit: AbortSignal = signal, timeoutMs = 3000): Promise<T> =>
      withSession(stack, { service: name, role: 'operator', database, timeoutMs, signal: limit }, work);
    /** Dropped, and the WAL that it kept is given back. */
    const drop = (limit: AbortSignal): Promise<void> =>
      asOperator(async session => {
        await session.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active', [
          slot,
        ]);
        await session.query('checkpoint');
      }, limit);
    /** Whether it takes work again after a crash, or is over: it has ended, recovers again and again, or has no room for a session. */
    const recovers = async (): Promise<boolean> => {
      const began = performance.now();
      let up = false;
      const settled = async (): Promise<boolean> => {
        if ((await service.status({ health: false })).state !== 'running') return true;
        const refusal = await asOperator(async () => undefined, signal, 1000).catch((thrown: unknown) => sqlStateOf(thrown) ?? 'none');
        signal.throwIfAborted();
        up = refusal === undefined;
        // A session, too, needs room for files.
        if (up || (refusal !== 'none' && refusal !== cannotConnectNow)) return true;
        const log = await service.logs({ sinceMs: performance.now() - began });
        return (log.match(/No space left on device/g)?.length ?? 0) >= complaints;
      };
      await waitUntil(settled, { withinMs: upMs, everyMs: lookMs, signal });
      return up;
    };
    const undo = async (): Promise<void> => {
      const ended = AbortSignal.timeout(60_000);
      if (!(await answers())) {
        const { sizeBytes } = await volume.usage(path);
        await volume.resize(path, { sizeBytes: sizeBytes + before.sizeBytes });
        // One that recovers again and again hears no polite signal.
        await control.stop({ graceMs: stopMs });
        await control.start();
        await waitUntil(answers, { withinMs: upMs, everyMs: lookMs, signal: ended });
      }
      await drop(ended);
      const { sizeBytes, availableBytes } = await volume.usage(path);
      // WAL that is kept for reuse may take more than there was.
      if (sizeBytes > before.sizeBytes && sizeBytes - availableBytes <= before.sizeBytes)
        await volume.resize(path, { sizeBytes: before.sizeBytes });

      function answers(): Promise<boolean> {
        return asOperator(async () => true, ended, 2000).catch(() => false);
      }
    };
    let made = false;
    let segment = 0;
    let lastWords = '';
    try {
      await asOperator(async session => {
        await session.query('select pg_create_physical_replication_slot($1, true)', [slot]);
        made = true;
        const { rows } = await session.query<{ bytes: string }>("select setting as bytes from pg_settings where name = 'wal_segment_size'");
        segment = Number(rows[0]?.bytes);
      });
      for (let round = 0; round < mostRounds; round++) {
        // More than there was room for: then the server gives WAL back, whatever the slot asks for.
        const wrote = await asOperator(session => write(session, slot, before.availableBytes * 2), signal).catch((thrown: unknown) => {
          signal.throwIfAborted();
          lastWords = messageOf(thrown);
          return undefined;
        });
        if (wrote === 'all') break;
        if (!(await recovers())) break;
      }
    } catch (thrown) {
      if (made) await undo().catch(() => {});
      throw notInjected(
        `the WAL of ${name} could not be filled (${lastWords || 'before anything was written'})`,
        thrown,
        'Look whether the role `operator` is a superuser.',
      );
    }
    return {
      proveEffect: () =>
        prove(`the WAL of ${name}`, signal, async limit => {
          const { availableBytes } = await volume.usage(path);
          const space = `${availableBytes} bytes are free on the volume of ${path}, a WAL segment has ${segment}`;
          const refusal = await withSession(
            stack,
            { service: name, role: 'app', database, timeoutMs: 2500, signal: limit },
            async () => undefined,
          ).catch((thrown: unknown) => `${sqlStateOf(thrown) ?? (thrown as NodeJS.ErrnoException).code ?? ''} ${messageOf(thrown)}`.trim());
          limit.throwIfAborted();
          if (refusal === undefined) return { held: false, proof: `a new connection to ${name} succeeds; ${space}` };
          return { held: availableBytes < segment, proof: `a new connection to ${name} fails (${refusal}); ${space}` };
        }),
      undo,
    };
  },
});

/** Writes WAL that changes nothing, until the server keeps it no longer for the slot, or a limit is reached. Rejects when the server goes away. */
async function write(session: SqlSession, slot: string, atMost: number): Promise<'all'> {
  for (let written = 0; written < atMost; written += messageBytes * messages) {
    const { rows } = await session.query<{ status: string }>(
      `select (select count(pg_logical_emit_message(false, 'sync', repeat('x', $2))) from generate_series(1, $3)), wal_status as status
       from pg_replication_slots where slot_name = $1`,
      [slot, messageBytes, messages],
    );
    if (rows[0] === undefined || rows[0].status === 'lost') break;
  }
  return 'all';
}
