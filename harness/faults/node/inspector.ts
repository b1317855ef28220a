import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WebSocket } from 'ws';
import type { InspectedProcess, RunningStack, ServiceInstance } from '../../engines/engine.ts';
import { asSocket } from '../../operations/as-socket.ts';
import { waitUntil } from '../../support/clock.ts';
import { inspectorPort, sigusr1 } from './node-processes.ts';

export interface NodeProcess {
  readonly instance: ServiceInstance;
  readonly process: InspectedProcess;
}

export interface Inspector {
  readonly port: number;
  /** A method of the DevTools protocol. Rejects with what the process says is wrong. */
  send<T>(method: string, params?: Readonly<Record<string, unknown>>): Promise<T>;
  /** Resolves with the next event of this name. */
  next<T>(event: string): Promise<T>;
  /** The value of an expression, with `require`. */
  evaluate<T>(expression: string): Promise<T>;
}

const opensWithinMs = 3000;
const answersWithinMs = 2000;
const closesWithinMs = 1000;
const longestMessage = 1024 ** 2;

/** A process that has no inspector for us: not an effect, and not our trouble. */
export class NoInspector extends Error {
  override readonly name = 'NoInspector';
}

/**
 * Works with the inspector of an unmodified Node process: SIGUSR1 makes it listen on its own localhost, where only this
 * process and its neighbours reach it (Node's documentation, "Debugger"). It answers also while the event loop is blocked.
 * Whoever works with it closes it: see `ownInspector`.
 * @throws {NoInspector} where the process does not let itself be inspected.
 */
export async function withInspector<T>(
  stack: RunningStack,
  service: string,
  { instance, process }: NodeProcess,
  signal: AbortSignal,
  work: (inspector: Inspector) => Promise<T>,
): Promise<T> {
  if (!process.catches.includes(sigusr1))
    throw new NoInspector(`node (pid ${process.pid}) of ${service} does not open its inspector on SIGUSR1`);
  const dial = async (port: number) =>
    asSocket(await stack.dial('127.0.0.1', port, { from: service, instance: instance.number, timeoutMs: answersWithinMs, signal }));
  const port = await openInspector(service, { instance, process }, signal);
  const streams: { destroy(): unknown }[] = [];
  let socket: WebSocket | undefined;
  try {
    const listing = await dial(port);
    streams.push(listing);
    const path = await targetPath(listing, port, signal);
    const channel = await dial(port);
    streams.push(channel);
    const { WebSocket: Client } = await import('ws');
    socket = new Client(`ws://127.0.0.1:${port}${path}`, {
      createConnection: () => channel,
      perMessageDeflate: false,
      maxPayload: longestMessage,
      handshakeTimeout: answersWithinMs,
    });
    const inspector = await speak(socket, port);
    // Several processes of one server share its localhost.
    const pid = await inspector.evaluate<number>('process.pid');
    if (pid !== process.pid)
      throw new NoInspector(`the inspector on port ${port} of ${service} is that of pid ${pid}, not of ${process.pid}`);
    return await work(inspector);
  } finally {
    await close(socket);
    for (const stream of streams) stream.destroy();
    // Whoever comes next must not meet the one that is about to close.
    if (!process.listens.includes(port)) await closed(port, { instance, process }, signal);
  }
}

/** What closes the inspector (see `ownInspector`) does so a moment after it was asked. */
async function closed(port: number, { instance, process }: NodeProcess, signal: AbortSignal): Promise<void> {
  const isClosed = async (): Promise<boolean> => {
    const now = (await instance.process.inspect()).find(({ pid, started }) => pid === process.pid && started === process.started);
    return now?.listens.includes(port) !== true;
  };
  await waitUntil(isClosed, { withinMs: closesWithinMs, everyMs: 10, signal }).catch(() => {});
}

/**
 * What an expression has at hand to leave no open port behind, once nobody is connected any more: `inspector.close()`. To be
 * got while it is evaluated: `require` is there no longer, and not in every Node is the other way.
 */
export const ownInspector = `const inspector = process.getBuiltinModule?.('node:inspector') ?? require('node:inspector');`;

/** The port on which the process listens after SIGUSR1, and did not before. */
async function openInspector(service: string, { instance, process }: NodeProcess, signal: AbortSignal): Promise<number> {
  await instance.process.signal('SIGUSR1', { pids: [process.pid] });
  let found: number | undefined;
  const look = async (): Promise<boolean> => {
    const now = (await instance.process.inspect()).find(({ pid, started }) => pid === process.pid && started === process.started);
    if (now === undefined) throw new NoInspector(`node (pid ${process.pid}) of ${service} has ended`);
    found = now.listens.find(port => !process.listens.includes(port)) ?? now.listens.find(port => port === inspectorPort);
    return found !== undefined;
  };
  if (!(await waitUntil(look, { withinMs: opensWithinMs, everyMs: 10, signal })) || found === undefined)
    throw new NoInspector(
      `node (pid ${process.pid}) of ${service} opened no inspector within ${opensWithinMs / 1000} s; another process may have port ${inspectorPort}, or the app handles SIGUSR1 itself`,
    );
  return found;
}

async function targetPath(stream: ReturnType<typeof asSocket>, port: number, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]);
  const body = await new Promise<string>((resolve, reject) => {
    const message = request({
      path: '/json/list',
      signal: limit,
      headers: { host: `127.0.0.1:${port}`, connection: 'close' },
      createConnection: () => stream,
    });
    message.on('error', reject);
    message.on('response', response => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) =>
        (bytes += chunk.length) > longestMessage ? response.destroy(new Error('a list without end')) : undefined,
      );
      void text(response).then(resolve, reject);
    });
    message.end();
  });
  const [target] = JSON.parse(body) as readonly { readonly webSocketDebuggerUrl?: string }[];
  const path = /^wss?:\/\/[^/]+(\/[\w-]+)$/.exec(target?.webSocketDebuggerUrl ?? '')?.[1];
  if (path === undefined) throw new NoInspector(`what listens on port ${port} is no inspector`);
  return path;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

/** What the process sends is the process's own, and may be anything. */
function messageIn(data: string): Message {
  try {
    const found = JSON.parse(data) as Message | null;
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}

async function speak(socket: WebSocket, port: number): Promise<Inspector> {
  const waiting = new Map<number | string, (message: Message) => void>();
  let last = 0;
  let gone: Error | undefined;
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', thrown => {
      gone ??= thrown;
      reject(thrown);
    });
  });
  socket.on('message', data => {
    const message = messageIn(String(data));
    const key = message.id ?? message.method ?? '';
    const settle = waiting.get(key);
    waiting.delete(key);
    settle?.(message);
  });
  socket.on('close', () => (gone ??= new Error('the inspector went away')));
  const answer = async (key: number | string, what: string): Promise<Message> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        timer = setTimeout(
          () => reject(gone ?? new Error(`the inspector has not answered ${what} within ${answersWithinMs / 1000} s`)),
          answersWithinMs,
        );
        waiting.set(key, resolve);
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(key);
    }
  };
  const send: Inspector['send'] = async <T>(method: string, params: Readonly<Record<string, unknown>> = {}) => {
    const id = ++last;
    const answered = answer(id, method);
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message ?? 'refused'}`);
    return result as T;
  };
  return {
    port,
    send,
    next: async <T>(event: string) => (await answer(event, event)).params as T,
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = await send<{
        readonly result: { readonly value?: T };
        readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
      }>('Runtime.evaluate', { expression, includeCommandLineAPI: true, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description?.split('\n')[0] ?? exceptionDetails.text);
      return result.value as T;
    },
  };
}

/** In order: a debugger that just goes away is still attached for a while. */
async function close(socket: WebSocket | undefined): Promise<void> {
  if (socket === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>(resolve => {
    timer = setTimeout(resolve, 300);
    socket.on('close', () => resolve()).on('error', () => resolve());
    if (socket.readyState === socket.CLOSED) resolve();
    else socket.close();
  });
  clearTimeout(timer);
  socket.terminate();
}
