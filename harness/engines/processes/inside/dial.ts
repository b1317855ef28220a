import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dialHere } from '../../inside/dial-here.ts';
import type { Cells } from './cells.ts';
import { addressOf } from './names.ts';

export interface Dialling {
  readonly host: string;
  readonly port: number;
  readonly from?: string;
  readonly timeoutMs: number;
}

/**
 * Connects and returns the socket unread, so that it can be handed to the harness whole. The
 * supervisor shares the bastion's network; for another cell a small relay inside its network
 * connects first and then reports back through a Unix socket.
 */
export async function dial(cells: Cells, { host, port, from, timeoutMs }: Dialling): Promise<Socket> {
  const cell = from === undefined ? undefined : cells.get(from);
  if (cell === undefined || cell.spec.sharesNetwork) return dialHere(addressOf(host, '/etc/hosts'), port, timeoutMs);
  return dialFrom(cells, cell.spec.name, addressOf(host, `${cell.root}/etc/hosts`), port, timeoutMs);
}

let dials = 0;

async function dialFrom(cells: Cells, name: string, address: string, port: number, timeoutMs: number): Promise<Socket> {
  const path = `/tmp/dial-${dials++}`;
  const server = createServer({ pauseOnConnect: true }).listen(path);
  await once(server, 'listening');
  const relay = cells.enterWithRights(
    name,
    ['socat', '-t', '600', `TCP4:${address}:${port},connect-timeout=${timeoutMs / 1000}`, `UNIX-CONNECT:${path}`],
    ['ignore', 'ignore', 'pipe'],
  );
  let errors = '';
  relay.stderr?.on('data', chunk => (errors += String(chunk)));
  const ended = once(relay, 'close').then(() => {
    throw relayError(errors, address, port);
  });
  try {
    const [socket] = (await Promise.race([once(server, 'connection'), ended])) as [Socket];
    ended.catch(() => {});
    return socket;
  } finally {
    server.close();
    rmSync(path, { force: true });
  }
}

function relayError(message: string, address: string, port: number): Error {
  const codes: readonly (readonly [string, RegExp])[] = [
    ['ECONNREFUSED', /refused/],
    ['EHOSTUNREACH', /No route to host/],
    ['ENETUNREACH', /unreachable/],
    ['ETIMEDOUT', /timed? ?out/i],
  ];
  const code = codes.find(([, pattern]) => pattern.test(message))?.[0] ?? 'ECONNRESET';
  return Object.assign(new Error(`connect ${code} ${address}:${port}`), { code });
}
