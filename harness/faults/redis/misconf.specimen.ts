import { redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisMisconf: Specimen = {
  kind: 'redis.misconf',
  settings: { service: 'cache' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  // As with `docker compose exec`.
  async mend({ stack, must }) {
    await stack.services.get('cache')?.exec(['chmod', '755', '/data']);
    await must(redisCli('bgsave'));
  },
  blunt: [
    { where: 'the server never saves', stack: () => redisStack('--save', '') },
    { where: 'the server takes writes that it cannot save', stack: () => redisStack('--stop-writes-on-bgsave-error', 'no') },
  ],
  slow: 'it waits for a save, which a server notices the end of ten times a second',
};
