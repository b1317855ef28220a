import { redisCli, redisStack } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisFlushed: Specimen = {
  kind: 'redis.flushed',
  settings: { service: 'cache', match: 'session:*' },
  stack: () => redisStack(),
  prepare: async ({ must }) => void (await must(redisCli('mset session:1 ann session:2 bob session:3 eve page:home welcome'))),
  works: async ({ run }) => (await run(redisCli('get session:2'))).stdout === 'bob\n',
  mend: async ({ must }) => void (await must(redisCli('mset session:1 ann session:2 bob session:3 eve'))),
  blunt: [{ where: 'there are no such keys', settings: { service: 'cache', match: 'basket:*' } }],
};
