import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connects from this process's own network and returns the socket unread. */
export async function dialHere(
  address: string,
  port: number,
  timeoutMs: number,
  options: { readonly allowHalfOpen?: boolean } = {},
): Promise<Socket> {
  // The networks of a stack have no other addresses; `localhost` may have, and a service need not listen there.
  const socket = connect({ host: address, port, family: 4, ...options });
  // A paused socket reads nothing: the first bytes belong to whom it is handed to.
  socket.pause();
  const timer = setTimeout(() => socket.destroy(timedOut(address, port)), timeoutMs);
  try {
    await once(socket, 'connect');
    return socket;
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(address: string, port: number): Error {
  return Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' });
}
