import { Agent, createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { join } from './join.ts';
import type { StubCounts, StubScript } from './protocol.ts';

/** The server in whose place it stands. */
export interface StubTarget {
  readonly address: string;
  readonly port: number;
}

/** Names of headers that belong to one connection and not to what is said on it (RFC 9110, 7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/**
 * Stands in the place of an HTTP server: answers by a script, or passes requests on to the server itself. One for each fault; it may
 * listen in several places, as a server has several addresses.
 */
export class Stub {
  readonly #script: StubScript;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Duplex>();
  #requests = 0;
  #harmed = 0;
  #passed = 0;
  #looks = 0;
  #closed = false;
  /**
   * The server may keep the connection that a request is passed on by, as it would keep the one of whoever asks: one that closes it
   * right after its answer resets it where it has not read all of the request, and the answer is lost.
   */
  readonly #onward = new Agent({ keepAlive: true, maxFreeSockets: 0 });

  constructor(script: StubScript) {
    this.#script = script;
  }

  /** Listens on a path, or on a free port of an address; resolves with the port. */
  async listen(where: { readonly path: string } | { readonly host: string }, target: StubTarget): Promise<number> {
    const server = createServer((request, answer) => void this.#answer(request, answer, target));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head, target));
    server.on('connection', (socket: Socket) => this.#keep(socket));
    // What is silent here is silent because the script says so.
    server.requestTimeout = 0;
    server.headersTimeout = 0;
    server.keepAliveTimeout = 60_000;
    this.#servers.push(server);
    server.listen('path' in where ? where.path : { host: where.host, port: 0 });
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  counts(): StubCounts {
    return { harmed: this.#harmed, passed: this.#passed, looks: this.#looks };
  }

  /** Ends all connections. */
  close(): void {
    this.#closed = true;
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
  }

  /** Whether the script is for it; counts. Every nth request is, not some by chance: a drill is the same each time. */
  #isHarmed(request: IncomingMessage): boolean {
    if (!(request.url ?? '/').startsWith(this.#script.path)) {
      this.#passed += 1;
      return false;
    }
    if (this.#isLook(request)) {
      this.#looks += 1;
      return true;
    }
    const { share } = this.#script;
    const harmed = Math.floor((this.#requests + 1) * share) > Math.floor(this.#requests * share);
    this.#requests += 1;
    if (harmed) this.#harmed += 1;
    else this.#passed += 1;
    return harmed;
  }

  #isLook(request: IncomingMessage): boolean {
    return request.headers['x-request-id'] === this.#script.look;
  }

  async #answer(request: IncomingMessage, answer: ServerResponse, target: StubTarget): Promise<void> {
    answer.on('error', () => {});
    if (!this.#isHarmed(request)) return this.#pass(request, answer, target);
    const { say, afterMs } = this.#script;
    // A look never reaches the server.
    if (say === 'nothing' || (say === 'real' && this.#isLook(request))) return void request.resume();
    if (!(await this.#patience(afterMs, request))) return;
    if (say === 'real') return this.#pass(request, answer, target);
    request.resume();
    const body = Buffer.from(say.body);
    answer.writeHead(say.status, { ...say.headers, 'content-length': String(body.length) });
    answer.end(request.method === 'HEAD' ? undefined : body);
  }

  /** Whether whoever asked is still there afterwards. */
  async #patience(ms: number, request: IncomingMessage): Promise<boolean> {
    if (ms === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([new Promise(resolve => (timer = setTimeout(resolve, ms))), once(request.socket, 'close').catch(() => {})]);
    clearTimeout(timer);
    return !this.#closed && !request.socket.destroyed;
  }

  #pass(request: IncomingMessage, answer: ServerResponse, { address, port }: StubTarget): void {
    const { method, url: path, rawHeaders } = request;
    const onward = ask({
      host: address,
      port,
      method,
      path,
      headers: withoutHops(rawHeaders, request),
      agent: this.#onward,
      setHost: false,
    });
    onward.on('socket', socket => this.#keep(socket));
    onward.on('response', given => {
      answer.writeHead(given.statusCode ?? 502, given.statusMessage, withoutHops(given.rawHeaders) as never);
      given.on('error', () => answer.destroy()).pipe(answer);
    });
    // As the server itself would look: there is none. One that has answered need not read the rest of the request.
    onward.on('error', () => {
      if (!answer.headersSent) answer.destroy();
    });
    answer.on('close', () => onward.destroy());
    request.on('error', () => onward.destroy()).pipe(onward);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, { address, port }: StubTarget): void {
    const harmed = this.#isHarmed(request);
    const { say } = this.#script;
    if (harmed && say === 'nothing') return;
    if (harmed && typeof say === 'object')
      return void socket.end(`HTTP/1.1 ${say.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect({ host: address, port, allowHalfOpen: true });
    this.#keep(onward);
    const lines = pairs(request.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    onward.write(head);
    join(socket, onward);
  }
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

/** Headers in their order and spelling. How long a body is, is said as it was. */
function withoutHops(raw: readonly string[], request?: IncomingMessage): string[] {
  const kept = pairs(raw).filter(([name]) => !hopByHop.includes(name.toLowerCase()));
  const chunked = request?.headers['transfer-encoding'] !== undefined;
  return [...kept, ...(chunked ? [['transfer-encoding', 'chunked'] as const] : [])].flat();
}
