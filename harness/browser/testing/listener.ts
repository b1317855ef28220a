import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

/** Listens on every address of this machine, and keeps what came. */
export interface Listener extends AsyncDisposable {
  readonly tcp: number;
  readonly udp: number;
  /** `tcp`, `udp`, or the path of a request. */
  readonly heard: ReadonlySet<string>;
}

export async function listen(page = ''): Promise<Listener> {
  const heard = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    heard.add(pathname);
    const to = searchParams.get('to');
    if (to !== null) response.writeHead(302, { location: to }).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(pathname === '/' ? page : 'hello');
  });
  server.on('connection', socket => {
    heard.add('tcp');
    socket.on('error', () => undefined);
  });
  const udp = createSocket('udp4').on('message', () => heard.add('udp'));
  server.listen(0, '0.0.0.0');
  udp.bind(0, '0.0.0.0');
  await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
  return {
    tcp: (server.address() as AddressInfo).port,
    udp: udp.address().port,
    heard,
    async [Symbol.asyncDispose]() {
      udp.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** This machine's own addresses, as a page might guess them. */
export function ownAddresses(): readonly string[] {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(place => place?.family === 'IPv4' && !place.internal)
    .map(place => place?.address ?? '');
  return ['127.0.0.1', 'localhost', ...others.slice(0, 2)];
}

/** Dials this machine, as an engine dials its stack. */
export async function dialHere(host: string, port: number): Promise<Socket> {
  const socket = connect(port, host);
  await once(socket, 'connect');
  return socket;
}
