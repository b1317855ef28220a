import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { expect, test } from '@playwright/test';
import { askDocker, DockerRefusal } from './ask.ts';

const servers: Server[] = [];
test.afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const answering = (answer: RequestListener): Promise<string> => listening(createServer(answer));

test('asks a path and gives back what the answer holds', async () => {
  const address = await answering((asked, answer) => answer.end(JSON.stringify({ asked: asked.url })));
  expect(await askDocker(address, '/version')).toEqual({ asked: '/version' });
});

test("an error of Docker's is told in Docker's words, with its status", async () => {
  const address = await answering((_, answer) => answer.writeHead(404).end(JSON.stringify({ message: 'No such image: a:1' })));
  const thrown: unknown = await askDocker(address, '/images/a:1/json').catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(DockerRefusal);
  expect(thrown).toMatchObject({ status: 404, message: 'No such image: a:1' });
});

test('something else that answers is not taken for Docker', async () => {
  const address = await answering((_, answer) => answer.end('<html>Welcome</html>'));
  await expect(askDocker(address, '/version')).rejects.toThrow('unexpected answer "<html>Welcome</html>", expected Docker\'s API');
});

test('who takes the call and says nothing is left after a while', async () => {
  const address = await listening(createTcpServer());
  await expect(askDocker(address, '/version')).rejects.toThrow('no answer within 3 s');
});

test('where nobody listens, the system says so', async () => {
  const closed = createTcpServer();
  const address = await listening(closed);
  await new Promise(resolve => closed.close(resolve));
  await expect(askDocker(address, '/version')).rejects.toThrow(/ECONNREFUSED/);
  await expect(askDocker('unix:///nowhere/docker.sock', '/version')).rejects.toThrow(/ENOENT \/nowhere\/docker\.sock/);
});

test('an address of another kind is told, and so is text that is none', async () => {
  await expect(askDocker('ssh://operator@host', '/version')).rejects.toThrow('ssh:// is not understood: it must be unix:// or tcp://');
  await expect(askDocker('host', '/version')).rejects.toThrow(
    'unexpected address "host", expected one such as unix:///var/run/docker.sock',
  );
});
