import { connect } from 'node:net';
import type { Slots } from '../slots.ts';
import { onLines, sendLine } from './lines.ts';
import type { ToParent, ToWorker } from './protocol.ts';

/** A worker's end of the line to the parent. */
export interface ControlClient {
  send(message: ToParent): void;
  /** The parent's slots: shared by all workers. */
  readonly slots: Slots;
  /** Aborted when the parent says so or is gone. */
  readonly signal: AbortSignal;
  close(): void;
}

/** @param onGone called when the parent is gone without having asked to end. */
export async function connectToParent(path: string, onGone: () => void): Promise<ControlClient> {
  const aborted = new AbortController();
  const granted = new Map<number, () => void>();
  let tickets = 0;
  let closing = false;
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  onLines<ToWorker>(socket, message => {
    if (message.type === 'abort') return aborted.abort(message.by);
    granted.get(message.ticket)?.();
    return undefined;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (closing) return;
    aborted.abort('the end of the process that started it');
    onGone();
  });
  const send = (message: ToParent): void => sendLine(socket, message);
  return {
    send,
    signal: aborted.signal,
    slots: {
      take: (count, signal) =>
        new Promise((resolve, reject) => {
          if (signal.aborted) return reject(signal.reason as Error);
          const ticket = tickets++;
          const giveUp = (): void => {
            granted.delete(ticket);
            send({ type: 'give-up', ticket });
            reject(signal.reason as Error);
          };
          signal.addEventListener('abort', giveUp, { once: true });
          granted.set(ticket, () => {
            granted.delete(ticket);
            signal.removeEventListener('abort', giveUp);
            resolve(() => send({ type: 'give-back', ticket }));
          });
          return send({ type: 'take', ticket, count });
        }),
    },
    close() {
      closing = true;
      socket.end();
    },
  };
}
