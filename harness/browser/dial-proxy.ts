import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf } from '../support/harness-error.ts';
import type { ProxyAddress } from './protocol.ts';

/** A way out for a browser that ends inside the stack, and nowhere else. */
export interface DialProxy extends AsyncDisposable {
  readonly address: ProxyAddress;
  /** What could not be reached, by `host:port`: the error that dialling ended with. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Opens a stream as seen from the bastion. */
export type Dial = (host: string, port: number) => Promise<Duplex>;

/**
 * A forward proxy (RFC 9110, sections 3.7 and 9.3.6; RFC 9112, section 3.2.2) on the loopback interface whose every connection is dialled:
 * names are resolved where the operator sits, and `localhost` is the operator's. Its password is new each time, so that nothing else on this
 * machine gets into the stack through it.
 */
export async function startDialProxy(dial: Dial): Promise<DialProxy> {
  const address = { username: 'drillbook', password: randomBytes(24).toString('base64url') };
  const expected = Buffer.from(`Basic ${Buffer.from(`${address.username}:${address.password}`).toString('base64')}`);
  const failures = new Map<string, unknown>();
  const streams = new Set<Duplex>();
  let closed = false;

  const keep = <S extends Duplex>(stream: S): S => {
    streams.add(stream);
    stream.on('error', () => stream.destroy()).on('close', () => streams.delete(stream));
    if (closed) stream.destroy();
    return stream;
  };
  const reach = async (host: string, port: number): Promise<Duplex> => {
    try {
      return keep(await dial(host.replace(/^\[|\]$/g, ''), port));
    } catch (thrown) {
      failures.set(`${host}:${port}`, thrown);
      throw thrown;
    }
  };
  const mayPass = ({ headers }: IncomingMessage): boolean => {
    const given = Buffer.from(headers['proxy-authorization'] ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  const server = createServer((request, response) => {
    if (mayPass(request)) forward(request, response, reach);
    else response.writeHead(407, { 'proxy-authenticate': challenge, connection: 'close' }).end();
  });
  const tunnel = (request: IncomingMessage, client: Duplex, head: Buffer): void => {
    keep(client);
    const target = targetOf(request);
    if (!mayPass(request)) client.end(`HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${challenge}\r\n${none}`);
    else if (target === undefined) client.end(`HTTP/1.1 400 Bad Request\r\n${none}`);
    else
      reach(target.host, target.port).then(
        upstream => {
          if (request.method === 'CONNECT') client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          else upstream.write(headOf(request, target.path));
          upstream.write(head);
          client.pipe(upstream).on('close', () => client.destroy());
          upstream.pipe(client).on('close', () => upstream.destroy());
        },
        () => client.end(`HTTP/1.1 502 Bad Gateway\r\n${none}`),
      );
  };
  server.on('connect', tunnel);
  server.on('upgrade', tunnel);
  server.on('connection', socket => keep(socket as Duplex));
  server.on('clientError', (_error, socket) => socket.destroy());
  // A page may take its time: the question's own limit ends it.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...address },
    failures,
    async [Symbol.asyncDispose]() {
      closed = true;
      const ended = new Promise<void>(resolve => server.close(() => resolve()));
      for (const stream of streams) stream.destroy();
      await ended;
    },
  };
}

const challenge = 'Basic realm="drillbook"';
const none = 'Content-Length: 0\r\nConnection: close\r\n\r\n';
/** Between browser and proxy only (RFC 9110, section 7.6.1, and what browsers send besides). */
const hops: ReadonlySet<string> = new Set(['proxy-authorization', 'proxy-connection', 'connection', 'keep-alive']);

/** A request with an absolute address. What cannot be reached is a connection that breaks, as it would be without us: never an answer. */
function forward(request: IncomingMessage, response: ServerResponse, reach: (host: string, port: number) => Promise<Duplex>): void {
  const target = targetOf(request);
  if (target === undefined) {
    response.writeHead(400, { connection: 'close' }).end();
    return;
  }
  reach(target.host, target.port).then(
    stream => {
      const passed = httpRequest({
        method: request.method ?? 'GET',
        path: target.path,
        headers: [...passedOn(request.rawHeaders), 'Connection', 'close'] as never,
        setHost: false,
        createConnection: () => stream as never,
      });
      passed.on('error', () => response.destroy());
      passed.on('response', answer => {
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, [...passedOn(answer.rawHeaders), 'Connection', 'close']);
        answer.on('error', () => response.destroy()).on('aborted', () => response.destroy());
        answer.pipe(response);
      });
      response.on('close', () => stream.destroy());
      request.pipe(passed);
    },
    () => response.destroy(),
  );
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function targetOf({ method, url = '' }: IncomingMessage): Target | undefined {
  const text = method === 'CONNECT' ? `http://${url}` : url.replace(/^ws:/, 'http:');
  if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port, pathname, search } = new URL(text);
  return { host: hostname, port: Number(port) || 80, path: `${pathname}${search}` };
}

function passedOn(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, index) => (index % 2 === 0 && !hops.has(name.toLowerCase()) ? [name, raw[index + 1] ?? ''] : []));
}

/** The head of a request that changes the protocol: there, `Connection` is the point. */
function headOf(request: IncomingMessage, path: string): string {
  const headers = passedOn(request.rawHeaders);
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []));
  return [`${request.method} ${path} HTTP/1.1`, ...lines, `Connection: ${request.headers.connection ?? 'Upgrade'}`, '', ''].join('\r\n');
}

/** Why a host could not be reached, as one line. */
export function whyNot({ failures }: DialProxy, host: string, port: number): string | undefined {
  const thrown = failures.get(`${host}:${port}`);
  if (thrown === undefined) return undefined;
  const code = (thrown as NodeJS.ErrnoException).code;
  const message = messageOf(thrown).split('\n')[0] ?? '';
  return code === undefined || message.includes(code) ? message : `${code} ${message}`;
}
