import { everyMoment, redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisBusyScript: Specimen = {
  kind: 'redis.busy-script',
  settings: { service: 'cache' },
  // Soon said to be busy, so that the script can be ended soon.
  stack: () => redisStack('--busy-reply-threshold', '200'),
  works: writesAndReadsKey,
  mend: async ({ must }) => void (await must(redisCli('script kill'))),
  blunt: [{ where: 'somebody ends scripts that run for long', prepare: everyMoment(redisCli('script kill')) }],
};
