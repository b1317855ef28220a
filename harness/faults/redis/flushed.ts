import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { keepKeys, restoreKeys, type KeptKey } from './kept-keys.ts';
import { undoIn } from './undo-in.ts';

const mostBytes = 64 * 1024 ** 2;
const mostKeys = 200_000;
const batch = 250;
/** How many of the keys are asked for in a proof. */
const looks = 500;
const mostRounds = 20;

/** Removes keys, as a `FLUSHALL` on the wrong server does, or a deploy that empties the cache. */
export const redisFlushed = defineFault<{ service: string; match: string; db: number }>({
  kind: 'redis.flushed',
  about: 'The keys of a Redis server are gone.',
  symptom: 'What was cached is computed anew, all at once, and what was only here is lost; the server answers `PING` and takes writes.',
  example: { service: 'redis', match: 'session:*' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    match: z
      .string()
      .min(1)
      .default('*')
      .describe('Pattern of the keys, as `KEYS` takes it; together at most 64m and 200000 keys, for they are kept to be put back'),
    db: z.int().min(0).max(1_000_000).default(0).describe('Number of the database'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, match }) => `${match === '*' ? 'all keys' : `the keys ${match}`} of ${service} were removed`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, match, db }, { stack, signal }) {
    const kept = new Map<string, KeptKey>();
    const putBack = async (client: RedisSession): Promise<void> => {
      await client.select(db);
      await restoreKeys(client, [...kept.values()], { replace: false });
    };
    try {
      await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        await client.select(db);
        // Apps write some anew meanwhile: until none is found, though not for ever.
        for (let round = 0; round < mostRounds && (await removeAll(client, match, kept)) > 0; round++) signal.throwIfAborted();
      });
    } catch (thrown) {
      await withRedis(stack, service, { timeoutMs: 10_000, signal: new AbortController().signal }, putBack).catch(() => {});
      throw notInjected(
        `the keys of ${service} could not be removed`,
        thrown,
        'Name fewer keys with `match`, at most 64m and 200000 keys.',
      );
    }
    const step = Math.max(1, Math.ceil(kept.size / looks));
    const sample = [...kept.values()].filter((_, index) => index % step === 0).map(({ key }) => key);
    return {
      proveEffect: () =>
        prove(`the keys of ${service}`, signal, limit =>
          withRedis(stack, service, { timeoutMs: 2500, signal: limit }, async client => {
            if (sample.length === 0) return { held: false, proof: `${service} had no key ${match}` };
            await client.select(db);
            const back = await client.exists(...sample);
            // A cache fills again with what is asked for most, and never with all.
            return {
              held: back * 2 < sample.length,
              proof: `${kept.size} keys were removed, ${back} of the ${sample.length} looked for are there again`,
            };
          }),
        ),
      undo: () => undoIn(stack, service, putBack),
    };
  },
});

/** Removes what a walk over all keys finds; tells how many these were. */
async function removeAll(client: RedisSession, match: string, kept: Map<string, KeptKey>): Promise<number> {
  let removed = 0;
  let cursor = '0';
  let bytes = [...kept.values()].reduce((sum, { dump }) => sum + dump.length, 0);
  do {
    const [next, keys] = (await client.callBuffer('SCAN', cursor, 'MATCH', match, 'COUNT', String(batch))) as unknown as [Buffer, Buffer[]];
    for (const one of await keepKeys(client, keys, { remove: true, mostBytes: mostBytes - bytes })) {
      const name = one.key.toString('latin1');
      // Of what was made anew meanwhile the former value is the one that was there before the fault.
      if (!kept.has(name)) kept.set(name, one);
      bytes += one.dump.length;
      removed += 1;
    }
    if (kept.size > mostKeys) throw new Error(`there are more than ${mostKeys} keys`);
    cursor = next.toString();
  } while (cursor !== '0');
  return removed;
}
