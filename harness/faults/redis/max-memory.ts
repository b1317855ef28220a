import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis } from '../../operations/redis-session.ts';
import { sizeSetting } from '../size-setting.ts';
import { defineFault } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { proveRefusedWrites } from './refused-writes.ts';
import { changeSettings, infoOf } from './server-settings.ts';
import { undoIn } from './undo-in.ts';

const policies = ['noeviction', 'volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl'] as const;
/** So far below what is used that connections that come and go do not decide. */
const marginBytes = 128 * 1024;

const size = sizeSetting({ such: '64m' });

interface Settings {
  readonly service: string;
  readonly limit?: number | undefined;
  readonly leave: number;
  readonly policy: (typeof policies)[number];
}

/** Sets `maxmemory` below what the data takes, as on a server whose data has grown to its limit. */
export const redisMaxMemory = defineFault<Settings>({
  kind: 'redis.max-memory',
  about: 'The memory that a Redis server may use is full, and it evicts nothing.',
  symptom: 'Writes fail with `OOM command not allowed`; reads and `PING` succeed.',
  example: { service: 'redis' },
  settings: z
    .strictObject({
      service: z.string().describe('The Redis server'),
      limit: size.optional().describe('Memory that it may use, such as `64m`; else a little less than it uses now'),
      leave: size.default(0).describe('Memory that stays free, beyond what is used now'),
      policy: z
        .enum(policies)
        .default('noeviction')
        .describe('`maxmemory-policy`: the volatile ones only evict keys that have a time to live'),
    })
    .refine(({ limit, leave }) => limit === undefined || leave === 0, { error: 'expected either `limit` or `leave`' })
    .refine(({ limit }) => limit !== 0, { error: 'expected a limit above 0, which would mean none' }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `the memory of ${service} was full`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, limit, leave, policy }, { stack, signal }) {
    try {
      const changed = await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        const used = Number(await infoOf(client, 'memory', 'used_memory'));
        const bytes = limit ?? (leave > 0 ? used + leave : used - marginBytes);
        return await changeSettings(client, { 'maxmemory-policy': policy, maxmemory: String(bytes) });
      });
      return {
        proveEffect: () => proveRefusedWrites(stack, service, 'OOM', signal),
        undo: () => undoIn(stack, service, changed.restore),
      };
    } catch (thrown) {
      throw notInjected(`the memory of ${service} could not be limited`, thrown, 'Look whether the server allows CONFIG SET.');
    }
  },
});
