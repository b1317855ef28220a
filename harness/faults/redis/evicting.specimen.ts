import { redisCli, redisStack } from '../testing/redis.ts';
import type { Bench, Specimen } from '../testing/specimen.ts';

const pages = (kib: number): string => redisCli(`eval "for i = 1, ${kib} do redis.call('set', 'page:' .. i, string.rep('x', 1024)) end" 0`);

/** Whether who logs in is still logged in once half a megabyte of pages were cached. */
async function staysLoggedIn({ run }: Bench): Promise<boolean> {
  const { stdout } = await run(
    `${redisCli('set session:ann yes')} && for i in 1 2; do ${pages(500)}; done; ${redisCli('get session:ann')}`,
  );
  return stdout.endsWith('yes\n');
}

export const redisEvicting: Specimen = {
  kind: 'redis.evicting',
  settings: { service: 'cache', keep: '64k' },
  stack: () => redisStack(),
  prepare: async ({ must }) => void (await must(pages(1000))),
  works: staysLoggedIn,
  mend: async ({ must }) => void (await must(redisCli('config set maxmemory 256mb'))),
  blunt: [{ where: 'there is room for all data', settings: { service: 'cache', keep: '64m' } }],
};
