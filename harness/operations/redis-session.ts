import type { Redis } from 'ioredis';
import type { RunningStack } from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { asSocket } from './as-socket.ts';

export type RedisSession = Redis;

export interface RedisOptions {
  /** Time limit of connecting, and of each command. */
  readonly timeoutMs: number;
  /** Whether commands have no time limit. */
  readonly patient?: boolean;
  readonly signal: AbortSignal;
  /** Instead of what the stack says; `{}` gives no name and no password. */
  readonly login?: { readonly username?: string; readonly password?: string };
}

/**
 * Work with a Redis client over a dialled stream that gives up at once: who asks, asks again by itself. The stream is
 * destroyed afterwards, however the work ended. Rejects with what the connection died of.
 */
export async function withRedis<T>(
  stack: RunningStack,
  service: string,
  options: RedisOptions,
  work: (client: RedisSession) => Promise<T>,
): Promise<T> {
  const { client, why } = await openRedis(stack, service, options);
  const abort = (): void => client.disconnect();
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    options.signal.throwIfAborted();
    return await work(client);
  } catch (thrown) {
    options.signal.throwIfAborted();
    throw (thrown as Error).name === 'ReplyError' ? thrown : (why() ?? thrown);
  } finally {
    options.signal.removeEventListener('abort', abort);
    client.disconnect();
  }
}

export interface OpenRedis {
  readonly client: RedisSession;
  /** What the connection died of; undefined while nothing went wrong. */
  why(): Error | undefined;
}

/** A client over a dialled stream that stays open until the caller disconnects it or the server ends it; it never comes back by itself. */
export async function openRedis(
  stack: RunningStack,
  service: string,
  { timeoutMs, signal, login, patient = false }: RedisOptions,
): Promise<OpenRedis> {
  const { Redis: Client, AbstractConnector } = await import('ioredis');
  signal.throwIfAborted();
  const { port, password } = redisAccess(stack.spec.services.find(({ name }) => name === service));
  class DialConnector extends AbstractConnector {
    constructor() {
      super(0);
    }

    async connect(): Promise<never> {
      this.stream = asSocket(await stack.dial(service, port, { timeoutMs, signal })) as never;
      return this.stream as never;
    }

    override disconnect(): void {
      this.connecting = false;
      this.stream?.destroy();
    }
  }
  const known = login ?? (password === undefined ? {} : { password });
  const client = new Client({
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: () => null,
    ...(patient ? {} : { commandTimeout: timeoutMs }),
    Connector: DialConnector as never,
    ...known,
  });
  // The driver reports the cause as an event and rejects with a remark on its own state.
  let cause: Error | undefined;
  client.on('error', (thrown: Error) => (cause ??= thrown));
  const abort = (): void => client.disconnect();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return { client, why: () => cause };
  } catch (thrown) {
    client.disconnect();
    signal.throwIfAborted();
    throw (thrown as Error).name === 'ReplyError' ? thrown : (cause ?? thrown);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** How soon a server that has no place left says so. */
const refusalMs = 300;

/**
 * The first line that a server says on a new connection: by itself, as who is full does before it hangs up, else to `PING`.
 * Drivers lose it, for they speak first. Rejects when the connection breaks without a line.
 */
export async function firstAnswer(stack: RunningStack, service: string, signal: AbortSignal): Promise<string> {
  const { port } = redisAccess(stack.spec.services.find(({ name }) => name === service));
  const stream = asSocket(await stack.dial(service, port, { signal }));
  const abort = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => stream.write('PING\r\n'), refusalMs);
  try {
    signal.throwIfAborted();
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    const [line = ''] = text.split('\r\n');
    if (line === '') throw new Error('the connection was closed without a word');
    return line;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    stream.destroy();
  }
}

/** Port and password, as the service's own command or the usual variable say. */
function redisAccess(service: Service | undefined): { readonly port: number; readonly password?: string } {
  const words = [...(service?.command ?? []), ...(service?.run?.command.split(/\s+/) ?? [])];
  const after = (option: string): string | undefined =>
    words.includes(option) ? words[words.indexOf(option) + 1]?.replace(/^(['"])(.*)\1$/, '$2') : undefined;
  const password = after('--requirepass') ?? service?.environment['REDIS_PASSWORD'];
  return { port: Number(after('--port') ?? 6379), ...(password === undefined ? {} : { password }) };
}
