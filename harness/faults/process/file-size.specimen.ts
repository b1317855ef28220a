import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';
import { restart } from '../testing/restart.ts';

const log = '/tmp/app.log';
/** Answers once it has kept what it was asked. */
const script = `require('http').createServer((request, answer) => require('fs').appendFile('${log}', request.url + '\\\\n', error => { answer.statusCode = error ? 500 : 200; answer.end('kept') })).listen(8080)`;

export const processFileSize: Specimen = {
  kind: 'process.file-size',
  settings: { service: 'web', path: log },
  stack: () => stackOf({ web: { ...webService('hello', 8080), run: `node -e "${script}"` } }),
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/more')).stdout === 'kept',
  mend: restart('web'),
  blunt: [{ where: 'the file may still become much longer', settings: { service: 'web', path: log, leave: '1g' } }],
};
