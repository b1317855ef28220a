import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackOf } from '../../../engines/testing/stack-of.ts';
import type { Stack } from '../../../model/stack.ts';
import type { Bench } from '../../testing/specimen.ts';

/** Where the service has what the operator has below `/opt/web`. */
const folder = '/srv/web';

export const settings = {
  service: 'web',
  certificate: `${folder}/tls/web.crt`,
  key: `${folder}/tls/web.key`,
  ca: { certificate: '/opt/web/tls/ca.crt', key: '/opt/web/tls/ca.key' },
  reload: 'SIGHUP',
};

const server = `const { readFileSync } = require('node:fs');
const read = () => ({ cert: readFileSync('${folder}/tls/web.crt'), key: readFileSync('${folder}/tls/web.key') });
const server = require('node:https').createServer(read(), (request, answer) => answer.end('hello')).listen(8443);
process.on('SIGHUP', () => server.setSecureContext(read()));
`;

/** A server in Node that loads its certificate at its start and on SIGHUP, from a folder that the operator has, too. */
export function secureWeb(): Stack {
  const empty = stackOf({});
  mkdirSync(join(empty.folder, 'tls'));
  writeFileSync(join(empty.folder, 'server.js'), server);
  const location = { file: 'compose.yaml', line: 1, column: 1 };
  return stackOf(
    {
      web: {
        // Only the server itself takes the signal.
        run: `until [ -s ${folder}/tls/web.crt ]; do sleep 0.02; done; exec node ${folder}/server.js`,
        expose: [8443],
        mounts: [{ kind: 'bind', source: empty.folder, target: folder, readOnly: true, location }],
      },
    },
    {
      folder: empty.folder,
      bastion: { workdir: '/opt/web', copy: { '.': '/opt/web' }, path: [], packages: [], hosts: {}, environment: {} },
    },
  );
}

/** An authority, and the server's key and certificate. */
export async function prepareCertificates({ must }: Bench): Promise<void> {
  await must(`cd /opt/web/tls
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -subj '/O=Acme/CN=Acme CA' -days 3650 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout web.key -out web.csr -subj '/O=Acme/CN=web' -addext 'subjectAltName=DNS:web,DNS:localhost' 2>/dev/null
${sign}`);
}

const sign = `openssl x509 -req -in web.csr -CA ca.crt -CAkey ca.key -days 30 -copy_extensions copyall -out web.new 2>/dev/null
mv web.new web.crt`;

/** Issues another one, and has the server started again as systemctl would. */
export async function reissue({ must, stack }: Bench): Promise<void> {
  await must(`cd /opt/web/tls\n${sign}`);
  const control = stack.services.get('web')?.can.process;
  await control?.stop();
  await control?.start();
}

/** Whether a client that verifies gets an answer. */
export async function isServed({ run }: Bench): Promise<boolean> {
  return (await run('curl -sf -m 1 --cacert /opt/web/tls/ca.crt https://web:8443/')).stdout === 'hello';
}
