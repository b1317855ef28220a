import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { openRedis } from '../operations/redis-session.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';

/** Puts a job into a Redis list that its worker cannot get past. */
export const jobPoison = defineFault<{ service: string; list: string; job: string; end: 'left' | 'right'; also: readonly string[] }>({
  kind: 'job.poison',
  about: 'A job that the worker cannot process is at the head of its queue.',
  settings: z.strictObject({
    service: z.string(), list: z.string(), job: z.string(), end: z.enum(['left', 'right']).default('right'),
    /** Other lists through which the job goes while it is in the way, such as the one of jobs in progress. */
    also: z.array(z.string()).default([]),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, list }) => `a job that cannot be processed was put into ${list} of ${service}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, list, job, end, also }, { stack, signal }) {
    const access = { timeoutMs: 10_000, signal };
    const withRedis = async <T>(work: (client: Awaited<ReturnType<typeof openRedis>>) => Promise<T>): Promise<T> => {
      const client = await openRedis(stack, service, access);
      try {
        return await work(client);
      } finally {
        client.disconnect();
      }
    };
    await withRedis(client => (end === 'left' ? client.lpush(list, job) : client.rpush(list, job)));
    return {
      async proveEffect() {
        try {
          // It moves between the lists: seen in any of them at three looks in a row would be too much to ask, seen once is enough.
          for (let look = 0; look < 5; look++) {
            const found = await withRedis(async client => {
              for (const name of [list, ...also]) if ((await client.lpos(name, job)) !== null) return name;
              return undefined;
            });
            if (found !== undefined) return { held: true, proof: `the job is in ${found}` };
          }
          return { held: false, proof: `the job is in none of ${[list, ...also].join(', ')}` };
        } catch (thrown) {
          return { held: false, proof: `the queue could not be looked at: ${messageOf(thrown)}` };
        }
      },
      async undo() {
        await withRedis(async client => {
          for (const name of [list, ...also]) await client.lrem(name, 0, job);
        }).catch(() => {});
      },
    };
  },
});
