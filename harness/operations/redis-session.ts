import type { Redis } from 'ioredis';
import type { RunningStack } from '../engines/engine.ts';

/**
 * A Redis client over dialled streams that gives up at once: a probe asks again by itself. The caller disconnects it.
 */
export async function openRedis(stack: RunningStack, service: string, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Redis> {
  const { Redis: Client, AbstractConnector } = await import('ioredis');
  class DialConnector extends AbstractConnector {
    constructor() {
      super(options.timeoutMs);
    }

    async connect(): Promise<never> {
      const stream = await stack.dial(service, 6379, options);
      this.stream = stream as never;
      return stream as never;
    }
  }
  const password = stack.spec.services.find(({ name }) => name === service)?.environment['REDIS_PASSWORD'];
  const client = new Client({
    lazyConnect: true, maxRetriesPerRequest: 0, enableReadyCheck: false, enableOfflineQueue: true, retryStrategy: () => null,
    Connector: DialConnector as never, ...(password === undefined ? {} : { password }),
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}
