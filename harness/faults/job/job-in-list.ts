import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../../engines/engine.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import type { Place } from '../queue/place.ts';
import { undoIn } from '../redis/undo-in.ts';

/** It moves between the lists while a worker tries: one look may fall between them. */
const [looks, betweenMs] = [4, 40];
const longest = 500;

export interface JobInList {
  readonly service: string;
  readonly list: string;
  readonly end: 'left' | 'right';
  /** Further lists in which it may be. */
  readonly also: readonly string[];
  /** A piece of the job by which it is known again. */
  readonly match?: string | undefined;
  readonly job: string;
}

/** A single job in a Redis list, known again in this and other lists. */
export function jobInList(stack: RunningStack, { service, list, end, also, match, job }: JobInList): Place {
  const lists = [list, ...also];
  return {
    name: `the list ${list} of ${service}`,
    put: signal =>
      withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        if ((await find(client, lists, job, match)).length > 0) throw new Error('such a job is in the queue already');
        await (end === 'left' ? client.lpush(list, job) : client.rpush(list, job));
      }),
    look: signal =>
      withRedis(stack, service, { timeoutMs: 2500, signal }, async client => {
        for (let look = 0; look < looks; look++) {
          if (look > 0) await sleep(betweenMs, undefined, { signal });
          const found = (await find(client, lists, job, match))[0];
          if (found !== undefined) return { held: true, proof: `the job is in ${found.list}` };
        }
        return { held: false, proof: `the job is ${lists.length === 1 ? `not in ${list}` : `in none of ${lists.join(', ')}`}` };
      }),
    remove: () =>
      undoIn(stack, service, async client => {
        for (const found of await find(client, lists, job, match)) await client.lrem(found.list, 0, found.text);
      }),
  };
}

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
