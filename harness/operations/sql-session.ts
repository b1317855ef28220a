import type { Client } from 'pg';
import type { RunningStack } from '../engines/engine.ts';
import { asSocket } from './as-socket.ts';
import { databaseOf, type DatabaseTarget } from './database-of.ts';

export type SqlSession = Client;

export interface SessionOptions extends DatabaseTarget {
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  readonly timeoutMs: number;
  /** Ends the attempt to connect; of `withSession` also the work. */
  readonly signal: AbortSignal;
}

const farewellMs = 200;

/** A session with a PostgreSQL service over a dialled stream; the caller closes it. Rejects as `pg` does, with its `code`. */
export async function openSession(stack: RunningStack, { applicationName, timeoutMs, signal, ...target }: SessionOptions): Promise<SqlSession> {
  const { default: pg } = await import('pg');
  const access = databaseOf(stack.spec, target);
  const stream = asSocket(await stack.dial(access.host, access.port, { timeoutMs, signal }));
  // pg calls `connect` on the stream that it is given; this one is connected already.
  const connected = Object.assign(stream, {
    connect() {
      queueMicrotask(() => stream.emit('connect'));
      return stream;
    },
  });
  // Said in full, so that no PG… variable of the harness's own environment has a say.
  const client = new pg.Client({ ...access, stream: () => connected as never, ssl: false, application_name: applicationName ?? '', connectionTimeoutMillis: timeoutMs });
  const abort = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  client.on('error', () => {});
  try {
    signal.throwIfAborted();
    await client.connect();
    return client;
  } catch (thrown) {
    stream.destroy();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Work in a session of its own, which is closed afterwards in any case and at once when the signal fires. */
export async function withSession<T>(stack: RunningStack, options: SessionOptions, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = await openSession(stack, options);
  const abort = (): void => closeSession(session);
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    options.signal.throwIfAborted();
    return await work(session);
  } finally {
    options.signal.removeEventListener('abort', abort);
    closeSession(session);
  }
}

/** Says goodbye, so that the server frees the place at once, but does not wait for a server that hangs. Fine when it is gone. */
export function closeSession(session: SqlSession): void {
  const { stream } = (session as unknown as { connection: { stream: { destroy(): void } } }).connection;
  const timer = setTimeout(() => stream.destroy(), farewellMs);
  session.once('end', () => clearTimeout(timer));
  session.end().catch(() => {});
}

/** SQLSTATE of an error that the server itself gave; undefined for a connection that broke (`EPIPE` has five letters, too). */
export function sqlStateOf(thrown: unknown): string | undefined {
  const { code, severity } = (thrown ?? {}) as { readonly code?: string; readonly severity?: string };
  return severity === undefined ? undefined : code;
}
