import { cache, stackOf } from '../../engines/testing/stack-of.ts';
import { aJobIsDone, redisCli } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

/** Takes about a hundred jobs a second. */
const worker = {
  run: `bash -c 'while :; do job=$(redis-cli -h cache --raw rpop jobs); if [ -z "$job" ]; then sleep 0.05; else redis-cli -h cache set "done:$job" 1 ex 60; fi; done >/dev/null 2>&1'`,
  dependsOn: [{ service: 'cache', condition: 'service_healthy' }] as const,
};

export const queueFlood: Specimen = {
  kind: 'queue.flood',
  settings: { service: 'cache', list: 'jobs', count: 20_000, job: '{"id":"digest-${n}"}' },
  stack: () => stackOf({ cache, worker }),
  works: aJobIsDone,
  mend: async ({ must }) => void (await must(redisCli('del jobs'))),
  blunt: [{ where: 'the workers soon have taken them all', settings: { service: 'cache', list: 'jobs', count: 4, job: 'digest-${n}' } }],
};
