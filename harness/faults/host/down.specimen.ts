import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';

export const hostDown: Specimen = {
  kind: 'host.down',
  settings: { services: ['web', 'api'] },
  stack: () => stackOf({ web: { ...webService('hello', 8080), restart: 'always' }, api: webService('there', 8081) }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/ && curl -sf -m 1 http://api:8081/')).stdout === 'hellothere',
  async mend({ stack }) {
    for (const name of ['web', 'api']) await stack.services.get(name)?.can.process?.start();
  },
  blunt: [
    {
      where: 'its services had ended before',
      async prepare({ stack }) {
        for (const name of ['web', 'api']) await stack.services.get(name)?.can.process?.stop({ graceMs: 500 });
      },
      unserved: true,
    },
  ],
};
