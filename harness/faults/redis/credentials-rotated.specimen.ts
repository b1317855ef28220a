import { everyMoment, redisCli, redisStack, writesAndReadsKey } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

const asRotated = redisCli('-a winter-2024 --no-auth-warning acl setuser default nopass');

export const redisCredentialsRotated: Specimen = {
  kind: 'redis.credentials-rotated',
  settings: { service: 'cache', password: 'winter-2024' },
  stack: () => redisStack(),
  works: writesAndReadsKey,
  mend: async ({ must }) => void (await must(asRotated)),
  blunt: [{ where: 'somebody sets the password back', prepare: everyMoment(asRotated) }],
};
