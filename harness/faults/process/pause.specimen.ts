import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';

export const processPause: Specimen = {
  kind: 'process.pause',
  settings: { service: 'web' },
  stack: () => stackOf({ web: webService('hello', 8080) }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello',
  // As `kill -CONT`.
  mend: async ({ stack }) => await stack.services.get('web')?.can.process?.signal('SIGCONT'),
  blunt: [
    {
      where: 'the service has ended',
      prepare: async ({ stack }) => await stack.services.get('web')?.can.process?.stop({ graceMs: 500 }),
      unserved: true,
    },
  ],
};
