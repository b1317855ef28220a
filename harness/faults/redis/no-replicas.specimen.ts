import { redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisNoReplicas: Specimen = {
  kind: 'redis.no-replicas',
  settings: { service: 'cache' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  mend: async ({ must }) => void (await must(redisCli('config set min-replicas-to-write 0'))),
  blunt: [{ where: 'replicas may lag without a limit', stack: () => redisStack('--min-replicas-max-lag', '0') }],
};
