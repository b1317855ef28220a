import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { restart } from '../testing/restart.ts';
import type { Specimen } from '../testing/specimen.ts';

export const nodeEventLoopHang: Specimen = {
  kind: 'node.event-loop-hang',
  settings: { service: 'web' },
  stack: () => stackOf({ web: webService('hello', 8080) }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello',
  mend: restart('web'),
  blunt: [
    {
      where: 'the service runs no Node',
      stack: () => stackOf({ web: { run: `bash -c "trap : USR1; while true; do sleep 0.1; done"` } }),
      unserved: true,
    },
  ],
};
