import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as requestWithTls } from 'node:https';
import { join } from 'node:path';

/** How long a Docker that is well may think. */
const limitMs = 3000;

/**
 * One question to Docker's API, in the server's own version of it. Needs no `docker` command, and no Testcontainers, which tells only
 * that nothing worked and not why.
 * @throws where nobody answers in time, with what the system says; or on an answer that is no 200, with what Docker says
 */
export async function askDocker<T>(address: string, path: string): Promise<T> {
  if (!URL.canParse(address)) throw new Error(`unexpected address "${address}", expected one such as unix:///var/run/docker.sock`);
  const { protocol, hostname, port, pathname } = new URL(address);
  if (!['unix:', 'tcp:', 'http:', 'https:'].includes(protocol))
    throw new Error(`${protocol}// is not understood: it must be unix:// or tcp:// (forward the socket with \`ssh -L\`)`);
  const secure = protocol === 'https:' || (protocol === 'tcp:' && process.env['DOCKER_TLS_VERIFY'] === '1');
  const options = {
    path,
    ...(protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port: port === '' ? (secure ? 2376 : 2375) : Number(port) }),
    ...(secure ? await certificates(process.env['DOCKER_CERT_PATH']) : {}),
    signal: AbortSignal.timeout(limitMs),
  };
  return await new Promise<T>((resolve, reject) => {
    const asked = (secure ? requestWithTls : request)(options, answer => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => (text += piece));
      answer.on('error', reject);
      answer.on('end', () => {
        try {
          const body = JSON.parse(text) as T & { readonly message?: string };
          if (answer.statusCode === 200) resolve(body);
          else reject(new DockerRefusal(answer.statusCode ?? 0, body.message ?? text));
        } catch {
          reject(new Error(`unexpected answer ${JSON.stringify(text.slice(0, 60))}, expected Docker's API`));
        }
      });
    });
    asked.on('error', (thrown: NodeJS.ErrnoException) =>
      reject(thrown.name === 'TimeoutError' || thrown.code === 'ABORT_ERR' ? new Error(`no answer within ${limitMs / 1000} s`) : thrown),
    );
    asked.end();
  });
}

/** Docker answered, with an error. */
export class DockerRefusal extends Error {
  override readonly name = 'DockerRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function certificates(folder: string | undefined): Promise<{ readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer }> {
  if (folder === undefined) return {};
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map(name => readFile(join(folder, name))));
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
}
