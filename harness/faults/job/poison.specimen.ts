import type { Stack } from '../../model/stack.ts';
import { cache, stackOf } from '../../engines/testing/stack-of.ts';
import { aJobIsDone, redisCli } from '../testing/redis.ts';
import type { Specimen } from '../testing/specimen.ts';

/** Looks at the oldest job and takes it away once it is done; what it cannot read it leaves there, or throws it away. */
const stackWith = (unreadable: string): Stack =>
  stackOf({
    cache,
    worker: {
      run: `bash -c 'while :; do job=$(redis-cli -h cache --raw lindex jobs -1); case "$job" in "") sleep 0.05 ;; job-*) redis-cli -h cache set "done:$job" 1 ex 60; redis-cli -h cache lrem jobs -1 "$job" ;; *) ${unreadable} ;; esac; done >/dev/null 2>&1'`,
      dependsOn: [{ service: 'cache', condition: 'service_healthy' }],
    },
  });

export const jobPoison: Specimen = {
  kind: 'job.poison',
  settings: { service: 'cache', list: 'jobs', job: '{"id":' },
  stack: () => stackWith('sleep 0.05'),
  works: aJobIsDone,
  mend: async ({ must }) => void (await must(redisCli(`lrem jobs 0 '{"id":'`))),
  blunt: [{ where: 'the worker throws away what it cannot read', stack: () => stackWith('redis-cli -h cache rpop jobs') }],
};
