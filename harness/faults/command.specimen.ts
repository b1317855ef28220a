import { stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Specimen } from './testing/specimen.ts';

/** Serves what a file says, as a server does that reads its configuration with each request. */
const web = {
  ...webService('hello', 8080),
  run: `bash -c 'echo hello > /tmp/page; exec node -e "require(\\"http\\").createServer((request, answer) => require(\\"fs\\").readFile(\\"/tmp/page\\", (error, page) => { answer.statusCode = error ? 500 : 200; answer.end(page); })).listen(8080)"'`,
};

export const command: Specimen = {
  kind: 'command',
  settings: {
    on: 'web',
    inject: 'mv /tmp/page /tmp/page.old',
    prove: 'test ! -e /tmp/page',
    undo: 'test ! -e /tmp/page.old || mv /tmp/page.old /tmp/page',
    persistence: 'damage',
  },
  stack: () => stackOf({ web }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello\n',
  mend: async ({ stack }) => void (await stack.services.get('web')?.exec(['sh', '-c', 'echo hello > /tmp/page; rm -f /tmp/page.old'])),
  blunt: [{ where: 'its lines do nothing', settings: { on: 'web', inject: 'true', prove: 'test ! -e /tmp/page', persistence: 'damage' } }],
};
