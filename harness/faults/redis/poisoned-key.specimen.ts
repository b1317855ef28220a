import { everyMoment, redisCli, redisStack } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

export const redisPoisonedKey: Specimen = {
  kind: 'redis.poisoned-key',
  settings: { service: 'cache', key: 'cart:7', value: 'apple' },
  stack: () => redisStack(),
  prepare: async ({ must }) => void (await must(redisCli('rpush cart:7 apple pear'))),
  async works({ run }) {
    return (
      await run(`${redisCli('rpush cart:7 plum')} && ${redisCli('lrange cart:7 0 0')} && ${redisCli('rpop cart:7')}`)
    ).stdout.endsWith('\napple\nplum\n');
  },
  mend: async ({ must }) => void (await must(`${redisCli('del cart:7')} && ${redisCli('rpush cart:7 apple')}`)),
  blunt: [
    { where: 'the key holds the same already', settings: { service: 'cache', key: 'cart:7', value: 'apple', type: 'list' } },
    { where: 'somebody writes the key anew', prepare: everyMoment(`${redisCli('del cart:7')}; ${redisCli('rpush cart:7 apple')}`) },
  ],
};
