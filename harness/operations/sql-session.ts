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
