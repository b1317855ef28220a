import type { RunningStack } from '../../engines/engine.ts';
import { withRedis } from '../../operations/redis-session.ts';
import type { Proof } from '../proof.ts';
import { undoIn } from '../redis/undo-in.ts';
import type { Place } from './place.ts';

const batch = 1000;
/** How many jobs are looked at from each end of the list. */
const looks = 200;

export interface FloodedList {
  readonly service: string;
  readonly list: string;
  readonly end: 'left' | 'right';
  readonly count: number;
  /** `${n}` in it is its number. */
  readonly job: string;
}

/** A Redis list with far more jobs than its workers can take. */
export function floodedList(stack: RunningStack, { service, list, end, count, job }: FloodedList): Place {
  const remove = (): Promise<void> => undoIn(stack, service, client => client.eval(keepOthers, 1, list, luaPattern(job)));
  const isOurs = ownJobs(job, count);
  return {
    name: `the list ${list} of ${service}`,
    async put(signal) {
      try {
        await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
          for (let first = 0; first < count; first += batch) {
            const jobs = Array.from({ length: Math.min(batch, count - first) }, (_, index) =>
              job.replaceAll('${n}', String(first + index)),
            );
            await (end === 'left' ? client.lpush(list, ...jobs) : client.rpush(list, ...jobs));
          }
        });
      } catch (thrown) {
        await remove().catch(() => {});
        throw thrown;
      }
    },
    look: (signal): Promise<Proof> =>
      withRedis(stack, service, { timeoutMs: 2500, signal }, async client => {
        const length = await client.llen(list);
        // Whether the jobs that wait are the flood's, not how many of any kind there are.
        const seen =
          length <= 2 * looks
            ? await client.lrange(list, 0, -1)
            : [...(await client.lrange(list, 0, looks - 1)), ...(await client.lrange(list, -looks, -1))];
        const ours = seen.filter(isOurs).length;
        // A worker that lives takes some: half of them is still a flood, and less is one that is ending.
        return {
          held: length >= count / 2 && ours > 0,
          proof: `${list} holds ${length} jobs, ${ours} of the ${seen.length} looked at are among the ${count} put in`,
        };
      }),
    remove,
  };
}

function ownJobs(job: string, count: number): (text: string) => boolean {
  const parts = job.split('${n}').map(part => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const pattern = new RegExp(
    `^${parts[0]}${parts
      .slice(1)
      .map((part, index) => (index === 0 ? `(\\d+)${part}` : `\\1${part}`))
      .join('')}$`,
    's',
  );
  return text => {
    const match = pattern.exec(text);
    return match !== null && (match[1] === undefined || Number(match[1]) < count);
  };
}

/** The same pattern as the server's Lua understands it. */
function luaPattern(job: string): string {
  return `^${job
    .split('${n}')
    .map(part => part.replaceAll(/[^\w\s]/gu, '%$&'))
    .join('%d+')}$`;
}

/** Takes the flood's jobs out and leaves all others in their order; fine when there are none. */
const keepOthers = `
local kept = {}
for _, job in ipairs(redis.call('lrange', KEYS[1], 0, -1)) do
  if not string.find(job, ARGV[1]) then kept[#kept + 1] = job end
end
redis.call('del', KEYS[1])
for first = 1, #kept, 1000 do redis.call('rpush', KEYS[1], unpack(kept, first, math.min(first + 999, #kept))) end
return #kept`;
