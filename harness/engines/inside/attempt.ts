import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt } from './protocol.ts';
import { unacknowledgedBytes } from './listening.ts';

export interface AttemptRequest {
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** To send once connected. */
  readonly base64?: string;
  /** To open, and again until what is sent is acknowledged. */
  readonly withinMs: number;
}

const lookMs = 10;

/** Opens connections from this process's own network, all at once, and looks at what becomes of them. Never throws. */
export async function attemptHere({ connections, ...request }: AttemptRequest): Promise<readonly Attempt[]> {
  return await Promise.all(Array.from({ length: connections }, () => attempt(request)));
}

async function attempt({ host, port, base64, withinMs }: Omit<AttemptRequest, 'connections'>): Promise<Attempt> {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  const socket = connect({ host, port, family: 4, noDelay: true });
  let failure: NodeJS.ErrnoException | undefined;
  socket.on('error', thrown => (failure = thrown));
  // What a server says is read, since only a reader learns of a reset.
  socket.resume();
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(withinMs) });
  } catch {
    socket.destroy();
    const code = failure?.code ?? 'ETIMEDOUT';
    const outcome = code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'unanswered' : 'unreachable';
    return { outcome, message: `connect ${code}`, tookMs: took() };
  }
  const connectMs = took();
  try {
    return { ...(await sent(socket, port, base64, AbortSignal.timeout(withinMs), () => failure)), connectMs, tookMs: took() };
  } finally {
    socket.destroy();
  }
}

async function sent(
  socket: Socket,
  port: number,
  base64: string | undefined,
  limit: AbortSignal,
  failure: () => NodeJS.ErrnoException | undefined,
): Promise<Pick<Attempt, 'outcome' | 'message'>> {
  if (base64 === undefined) return { outcome: 'acknowledged', message: 'connects' };
  const { localPort = 0 } = socket;
  let flushed = false;
  socket.write(Buffer.from(base64, 'base64'), () => (flushed = true));
  for (;;) {
    const code = failure()?.code;
    if (code !== undefined)
      return { outcome: code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed', message: `connects, then ${code}` };
    if (flushed && unacknowledgedBytes(localPort, port) === 0)
      return { outcome: 'acknowledged', message: 'connects, and what is sent is acknowledged' };
    if (socket.readableEnded || socket.destroyed) return { outcome: 'closed', message: 'connects, then is closed' };
    if (limit.aborted) return { outcome: 'unacknowledged', message: 'connects, then nothing that is sent is acknowledged' };
    await sleep(lookMs);
  }
}
