import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';

export const processKill: Specimen = {
  kind: 'process.kill',
  settings: { service: 'web' },
  stack: () => stackOf({ web: webService('hello', 8080) }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello',
  mend: async ({ stack }) => await stack.services.get('web')?.can.process?.start(),
  blunt: [
    {
      where: 'the service ignores the signal',
      settings: { service: 'web', signal: 'SIGCONT' },
    },
    {
      where: 'the service is restarted by its policy',
      stack: () => stackOf({ web: { ...webService('hello', 8080), restart: 'always' } }),
    },
  ],
};
