import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { withRedis, type RedisSession } from '../operations/redis-session.ts';
import { defineFault, serviceOf } from './fault.ts';
import { notInjected, prove } from './proof.ts';

/** It moves between the lists while the worker tries: one look may fall between them. */
const [looks, betweenMs] = [4, 40];
const longest = 500;

/** Puts a job into a Redis list that its worker cannot get past. */
export const jobPoison = defineFault<{
  service: string;
  list: string;
  job: string;
  end: 'left' | 'right';
  also: readonly string[];
  match?: string | undefined;
  worker?: string | undefined;
}>({
  kind: 'job.poison',
  about: 'A job that the worker cannot process is at the head of its queue.',
  settings: z.strictObject({
    service: z.string(),
    list: z.string(),
    job: z.string().min(1),
    end: z.enum(['left', 'right']).default('right'),
    /** Other lists through which the job goes while it is in the way, such as the one of jobs in progress. */
    also: z.array(z.string()).default([]),
    /** A piece of the job by which it is known again where workers rewrite jobs (count attempts); else the whole job. */
    match: z.string().min(1).optional(),
    /** The service that takes the jobs, where the job ends it: that it has ended is then the effect, too. */
    worker: z.string().optional(),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, list }) => `a job that cannot be processed was put into ${list} of ${service}`,
  target: ({ service }) => service,
  check: ({ service, worker, job, match }, stack) => [
    ...unknownService(service, stack),
    ...unknownService(worker, stack),
    ...(match === undefined || job.includes(match) ? [] : [`unexpected match ${JSON.stringify(match)}, expected a piece of the job`]),
  ],
  async inject({ service, list, job, end, also, match, worker: workerName }, { stack, signal }) {
    const worker = workerName === undefined ? undefined : serviceOf(stack, workerName);
    const lists = [list, ...also];
    const ranBefore = worker === undefined ? false : (await worker.status()).state === 'running';
    try {
      await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        if ((await find(client, lists, job, match)).length > 0) throw new Error('such a job is in the queue already');
        await (end === 'left' ? client.lpush(list, job) : client.rpush(list, job));
      });
    } catch (thrown) {
      throw notInjected(
        `a job could not be put into ${list} of ${service}`,
        thrown,
        'Check that the key is a list, and that the job is not there before the fault.',
      );
    }
    return {
      proveEffect: () =>
        prove(`the queue ${list}`, signal, async limit => {
          if (worker !== undefined && ranBefore) {
            const { state } = await worker.status();
            if (state === 'exited') return { held: true, proof: `the worker ${worker.name} has ended` };
          }
          return withRedis(stack, service, { timeoutMs: 2500, signal: limit }, async client => {
            for (let look = 0; look < looks; look++) {
              if (look > 0) await sleep(betweenMs, undefined, { signal: limit });
              const found = (await find(client, lists, job, match))[0];
              if (found !== undefined) return { held: true, proof: `the job is in ${found.list}` };
            }
            return {
              held: false,
              proof: `the job is in none of ${lists.join(', ')}${worker === undefined ? '' : `, and ${worker.name} has not ended`}`,
            };
          });
        }),
      async undo() {
        await withRedis(stack, service, { timeoutMs: 10_000, signal: new AbortController().signal }, async client => {
          for (const found of await find(client, lists, job, match)) await client.lrem(found.list, 0, found.text);
        });
      },
    };
  },
});

/** Where the job is: at most the ends of long lists are looked through for a piece of it. */
async function find(
  client: RedisSession,
  lists: readonly string[],
  job: string,
  match: string | undefined,
): Promise<readonly { readonly list: string; readonly text: string }[]> {
  const found: { list: string; text: string }[] = [];
  for (const list of lists) {
    if (match === undefined) {
      if ((await client.lpos(list, job)) !== null) found.push({ list, text: job });
    } else {
      const seen = new Set([...(await client.lrange(list, 0, longest)), ...(await client.lrange(list, -longest, -1))]);
      for (const text of seen) if (text.includes(match)) found.push({ list, text });
    }
  }
  return found;
}
