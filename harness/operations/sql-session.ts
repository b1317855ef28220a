import type { Client } from 'pg';
import type { RunningStack } from '../engines/engine.ts';
import { unlessAborted } from '../support/unless-aborted.ts';
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
const cancelMs = 500;

/** A session with a PostgreSQL service over a dialled stream; the caller closes it. Rejects as `pg` does, with its `code`. */
export async function openSession(
  stack: RunningStack,
  { applicationName, timeoutMs, signal, ...target }: SessionOptions,
): Promise<SqlSession> {
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
  const client = new pg.Client({
    ...access,
    stream: () => connected as never,
    ssl: false,
    application_name: applicationName ?? '',
    connectionTimeoutMillis: timeoutMs,
  });
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

/**
 * Work in a session of its own, which is closed afterwards in any case. When the signal fires, a query that still runs is
 * cancelled: a server that waits for a lock does not notice that nobody listens, and what was given up would take its connections.
 */
export async function withSession<T>(stack: RunningStack, options: SessionOptions, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = await openSession(stack, options);
  try {
    return await unlessAborted(work(session), options.signal);
  } finally {
    if (options.signal.aborted) await cancel(stack, options, session).catch(() => {});
    closeSession(session);
  }
}

/** CancelRequest of PostgreSQL's protocol (documentation, 55.7): a connection of its own, without an answer. */
async function cancel(stack: RunningStack, target: DatabaseTarget, session: SqlSession): Promise<void> {
  const { processID, secretKey } = session as unknown as { readonly processID: number; readonly secretKey: number };
  const { host, port } = databaseOf(stack.spec, target);
  const stream = asSocket(await stack.dial(host, port, { timeoutMs: cancelMs }));
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(80_877_102, 4);
  packet.writeInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  // A server that hangs never closes it.
  const timer = setTimeout(() => stream.destroy(), farewellMs);
  stream.once('close', () => clearTimeout(timer));
  stream.end(packet);
  stream.resume();
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
