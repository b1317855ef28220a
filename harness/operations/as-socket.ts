import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A dialled stream in the shape that drivers expect. An engine may hand over any duplex: what only sockets
 * can do is left out, and an error after the last reader left ends nothing but the stream.
 */
export function asSocket(stream: Duplex): Socket {
  const methods = ['setNoDelay', 'setKeepAlive', 'setTimeout', 'ref', 'unref'].filter(name => !(name in stream));
  return Object.assign(stream, Object.fromEntries(methods.map(name => [name, () => stream]))).on('error', () => {}) as Duplex as Socket;
}
