import { redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisClients: Specimen = {
  kind: 'redis.clients',
  settings: { service: 'cache' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  // Nobody else gets in, so nobody can end the others.
  async mend({ stack }) {
    const { process } = stack.services.get('cache')?.can ?? {};
    await process?.stop();
    await process?.start();
  },
  blunt: [{ where: 'the server ends idle clients', stack: () => redisStack('--timeout', '2') }],
};
