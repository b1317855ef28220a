import type { Duplex } from 'node:stream';
import type { Client } from 'pg';
import type { RunningStack } from '../engines/engine.ts';
import { databaseOf } from './database-of.ts';

export type SqlSession = Client;

export interface SessionOptions {
  readonly service: string;
  readonly role: string;
  readonly database?: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A session with a PostgreSQL service over a dialled stream; the caller ends it. Rejects as `pg` does, with its `code`. */
export async function openSession(stack: RunningStack, { service, role, database, applicationName, timeoutMs, signal }: SessionOptions): Promise<SqlSession> {
  const { default: pg } = await import('pg');
  const access = databaseOf(stack, service, role, database);
  const stream = await stack.dial(access.host, access.port, { timeoutMs, signal });
  // pg calls `connect` on the stream that it is given; this one is connected already.
  const connected = Object.assign(stream, {
    connect() {
      queueMicrotask(() => stream.emit('connect'));
      return stream;
    },
    setNoDelay: () => stream, setKeepAlive: () => stream, ref: () => stream, unref: () => stream,
  });
  const client = new pg.Client({ ...access, stream: () => connected as never, ...(applicationName === undefined ? {} : { application_name: applicationName }), connectionTimeoutMillis: timeoutMs });
  const abort = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    stream.destroy();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Ends a session at once: a polite end could wait for a server that hangs. A query that still runs is
 * cancelled, or probes that gave up would pile up in the server and take its connections.
 */
export async function endSession(stack: RunningStack, service: string, client: SqlSession, stillRuns: boolean): Promise<void> {
  const { processID, secretKey, connection } = client as unknown as { processID: number; secretKey: number; connection: { stream: Duplex } };
  if (stillRuns) await cancel(stack, service, processID, secretKey).catch(() => {});
  connection.stream.destroy();
}

/** CancelRequest of PostgreSQL's protocol (documentation, 55.7). */
async function cancel(stack: RunningStack, service: string, processId: number, secretKey: number): Promise<void> {
  const { host, port } = databaseOf(stack, service, 'app');
  const stream = await stack.dial(host, port, { timeoutMs: 500 });
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(80_877_102, 4);
  packet.writeInt32BE(processId, 8);
  packet.writeInt32BE(secretKey, 12);
  stream.end(packet);
  stream.resume();
}
