import type { RunningStack } from '../../engines/engine.ts';
import { withRedis, type RedisOptions, type RedisSession } from '../../operations/redis-session.ts';
import { serviceOf } from '../../operations/service-of.ts';

/** Takes something back in a server's memory. One that has been stopped since has forgotten it: nothing is left to do. */
export async function undoIn(
  stack: RunningStack,
  service: string,
  work: (client: RedisSession) => Promise<unknown>,
  options: Partial<RedisOptions> = {},
): Promise<void> {
  try {
    await withRedis(stack, service, { timeoutMs: 10_000, signal: new AbortController().signal, ...options }, work);
  } catch (thrown) {
    const { state } = await serviceOf(stack, service).status({ health: false });
    if (state !== 'stopped' && state !== 'exited') throw thrown;
  }
}
