import type { Redis } from 'ioredis';
import type { RunningStack } from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { asSocket } from './as-socket.ts';

export type RedisSession = Redis;

export interface RedisOptions {
  /** Time limit of connecting, and of each command. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Work with a Redis client over a dialled stream that gives up at once: who asks, asks again by itself. The stream is
 * destroyed afterwards, however the work ended. Rejects with what the connection died of.
 */
export async function withRedis<T>(
  stack: RunningStack,
  service: string,
  { timeoutMs, signal }: RedisOptions,
  work: (client: RedisSession) => Promise<T>,
): Promise<T> {
  const { Redis: Client, AbstractConnector } = await import('ioredis');
  signal.throwIfAborted();
  const { port, password } = redisOf(stack.spec.services.find(({ name }) => name === service));
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
  const client = new Client({
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: () => null,
    commandTimeout: timeoutMs,
    Connector: DialConnector as never,
    ...(password === undefined ? {} : { password }),
  });
  // The driver reports the cause as an event and rejects with a remark on its own state.
  let cause: Error | undefined;
  client.on('error', (thrown: Error) => (cause ??= thrown));
  const abort = (): void => client.disconnect();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return await work(client);
  } catch (thrown) {
    signal.throwIfAborted();
    throw (thrown as Error).name === 'ReplyError' ? thrown : (cause ?? thrown);
  } finally {
    signal.removeEventListener('abort', abort);
    client.disconnect();
  }
}

/** Port and password, as the service's own command or the usual variable say. */
function redisOf(service: Service | undefined): { readonly port: number; readonly password?: string } {
  const words = [...(service?.command ?? []), ...(service?.run?.command.split(/\s+/) ?? [])];
  const after = (option: string): string | undefined =>
    words.includes(option) ? words[words.indexOf(option) + 1]?.replace(/^(['"])(.*)\1$/, '$2') : undefined;
  const password = after('--requirepass') ?? service?.environment['REDIS_PASSWORD'];
  return { port: Number(after('--port') ?? 6379), ...(password === undefined ? {} : { password }) };
}
