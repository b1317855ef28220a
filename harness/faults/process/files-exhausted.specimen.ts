import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { restart } from '../testing/restart.ts';

export const processFilesExhausted: Specimen = {
  kind: 'process.files-exhausted',
  settings: { service: 'web' },
  stack: () => stackOf({ web: webService('hello', 8080) }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello',
  mend: restart('web'),
  blunt: [{ where: 'it leaves descriptors that nobody needs', settings: { service: 'web', leave: 500 } }],
};
