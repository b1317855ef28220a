import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { restart } from '../testing/restart.ts';
import type { Specimen } from '../testing/specimen.ts';

/** Sheds load when its memory runs short, as a server behind a balancer does. */
const script = `require('http').createServer((request, answer) => { answer.statusCode = process.memoryUsage().heapUsed > 60e6 ? 503 : 200; answer.end('hello') }).listen(8080)`;

export const nodeMemoryLeak: Specimen = {
  kind: 'node.memory-leak',
  settings: { service: 'web', rate: '200m', upTo: '100m' },
  stack: () => stackOf({ web: { ...webService('hello', 8080), run: `node -e "${script}"` } }),
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
