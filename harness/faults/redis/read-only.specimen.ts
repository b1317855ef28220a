import { redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisReadOnly: Specimen = {
  kind: 'redis.read-only',
  settings: { service: 'cache' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  mend: async ({ must }) => void (await must(redisCli('replicaof no one'))),
  blunt: [{ where: 'replicas take writes', stack: () => redisStack('--replica-read-only', 'no') }],
};
