import type { Duplex } from 'node:stream';

/**
 * Joins two connections into one, each half closed by itself. What one has said is handed over to its end, also when it
 * goes away before the other has read it; only a connection that breaks off breaks the other.
 */
export function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (!from.readableEnded) to.destroy();
      // Nobody can say anything to it any more, once what it said has been passed on.
      else if (to.writableFinished) to.destroy();
      else to.once('finish', () => to.destroy());
    });
    from.pipe(to);
  }
}
