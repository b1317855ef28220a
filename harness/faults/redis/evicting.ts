import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis } from '../../operations/redis-session.ts';
import { sizeSetting } from '../size-setting.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { changeSettings, infoOf, settingOf } from './server-settings.ts';
import { undoIn } from './undo-in.ts';

const policies = ['allkeys-lru', 'allkeys-lfu', 'allkeys-random'] as const;
/** A server that evicts stays so close to its limit, connections that come and go included. */
const closeBytes = 256 * 1024;

const size = sizeSetting({ such: '64k' });

interface Settings {
  readonly service: string;
  readonly keep: number;
  readonly policy: (typeof policies)[number];
}

/** Lets a server throw keys away to make room, as one does that was set up as a cache and holds more than that. What is thrown away no undo brings back. */
export const redisEvicting = defineFault<Settings>({
  kind: 'redis.evicting',
  about: 'A Redis server is full, and throws keys away to make room for others.',
  symptom: 'Every write succeeds, and what was written before is gone: sessions, jobs, counters; `PING` succeeds and no error is seen.',
  example: { service: 'redis', keep: '64k' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    keep: size.prefault('64k').describe('Data that there is room for'),
    policy: z.enum(policies).default('allkeys-lru').describe('Which keys go first (`maxmemory-policy`)'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `${service} threw keys away to make room for others`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, keep, policy }, { stack, signal }) {
    const evictedIn = async (client: Parameters<typeof infoOf>[0]): Promise<number> =>
      Number(await infoOf(client, 'stats', 'evicted_keys'));
    try {
      const { changed, before } = await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        const [used, data] = [
          Number(await infoOf(client, 'memory', 'used_memory')),
          Number(await infoOf(client, 'memory', 'used_memory_dataset')),
        ];
        const evicted = await evictedIn(client);
        const limit = String(Math.max(1, used - data + keep));
        return { changed: await changeSettings(client, { 'maxmemory-policy': policy, maxmemory: limit }), before: evicted };
      });
      return {
        proveEffect: () =>
          prove(`the keys of ${service}`, signal, limit =>
            withRedis(stack, service, { timeoutMs: 2500, signal: limit }, async client => {
              const now = await settingOf(client, 'maxmemory-policy');
              const most = Number(await settingOf(client, 'maxmemory'));
              const used = Number(await infoOf(client, 'memory', 'used_memory'));
              // A server that was started anew counts from 0.
              const evicted = (await evictedIn(client)) - before;
              const isFull = most > 0 && used + closeBytes >= most;
              return {
                held: evicted > 0 && isFull && now.startsWith('allkeys-'),
                proof: `${service} has thrown away ${Math.max(0, evicted)} keys since; it uses ${used} of ${most === 0 ? 'any number of' : most} bytes, with ${now}`,
              };
            }),
          ),
        undo: () => undoIn(stack, service, changed.restore),
      };
    } catch (thrown) {
      throw notInjected(`the memory of ${service} could not be limited`, thrown, 'Look whether the server allows CONFIG SET.');
    }
  },
});
