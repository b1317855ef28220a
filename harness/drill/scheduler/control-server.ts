import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slots } from '../slots.ts';
import { onLines, sendLine } from './lines.ts';
import type { ToParent, ToWorker } from './protocol.ts';

/** The parent's end of the line to its workers. A worker that loses the line ends what it runs: that is how nothing outlives the parent. */
export interface ControlServer {
  /** Private folder (mode 0700) that holds the socket; free for the scheduler's own files. */
  readonly folder: string;
  readonly socket: string;
  /** Asks all workers, also later ones, to end and clean up. */
  abort(by: string): void;
  /** Resolves when nobody is connected any more: what a process said before it ended has then been heard. */
  silent(): Promise<void>;
  close(): Promise<void>;
}

/** A process that has ended lets go of its line at once; one that has not is not waited for. */
const silenceMs = 2_000;

export async function listenForWorkers(slots: Slots, receive: (message: ToParent) => void): Promise<ControlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-'));
  const socket = join(folder, 'control');
  const workers = new Set<Socket>();
  let abortedBy: string | undefined;
  const server = createServer(worker => {
    workers.add(worker);
    const tickets = new Map<number, { readonly gone: AbortController; giveBack?: () => void }>();
    const send = (message: ToWorker): void => sendLine(worker, message);
    const release = (ticket: number): void => {
      const held = tickets.get(ticket);
      tickets.delete(ticket);
      held?.gone.abort();
      held?.giveBack?.();
    };
    if (abortedBy !== undefined) send({ type: 'abort', by: abortedBy });
    onLines<ToParent>(worker, message => {
      if (message.type === 'take') {
        const entry: { readonly gone: AbortController; giveBack?: () => void } = { gone: new AbortController() };
        tickets.set(message.ticket, entry);
        slots.take(message.count, entry.gone.signal).then(
          giveBack => {
            entry.giveBack = giveBack;
            // The worker gave up or died in the meantime.
            if (entry.gone.signal.aborted) giveBack();
            else send({ type: 'granted', ticket: message.ticket });
          },
          () => undefined,
        );
      } else if (message.type === 'give-back' || message.type === 'give-up') release(message.ticket);
      else receive(message);
    });
    worker.on('error', () => undefined);
    worker.on('close', () => {
      workers.delete(worker);
      for (const ticket of tickets.keys()) release(ticket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return {
    folder,
    socket,
    abort(by) {
      abortedBy = by;
      for (const worker of workers) sendLine(worker, { type: 'abort', by } satisfies ToWorker);
    },
    async silent() {
      if (workers.size === 0) return;
      await Promise.race([
        Promise.all([...workers].map(async worker => await new Promise(resolve => worker.once('close', resolve)))),
        new Promise(resolve => setTimeout(resolve, silenceMs).unref()),
      ]);
    },
    async close() {
      for (const worker of workers) worker.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
