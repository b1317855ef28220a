import { redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisMaxMemory: Specimen = {
  kind: 'redis.max-memory',
  settings: { service: 'cache' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  mend: async ({ must }) => void (await must(redisCli('config set maxmemory 256mb'))),
  blunt: [
    { where: 'the limit is higher than what is used', settings: { service: 'cache', limit: '512m' } },
    { where: 'memory is left', settings: { service: 'cache', leave: '16m' } },
  ],
};
