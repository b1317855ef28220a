import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from '../support/clock.ts';
import type { HoldUps } from './hold-ups.ts';

const everyMs = 200;
/** An echo takes some milliseconds; beside a dozen other trials on two cores, up to a hundred. */
const tolerableMs = 250;

/**
 * Watches the way to the stack (its supervisor, Docker and the agent behind it), which all probes, writes and commands take: while
 * nothing comes back on it, a stack that serves its users looks like one that is down.
 */
export function watchWay(echo: () => Promise<void>): HoldUps {
  let countedUntil = 0;
  let sent: number | undefined;
  let heldUpMs = 0;
  const stopped = new AbortController();
  const count = (now: number): void => {
    if (sent === undefined || now - sent <= tolerableMs) return;
    heldUpMs += now - Math.max(sent, countedUntil);
    countedUntil = now;
  };
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      sent = monotonic.now();
      await echo();
      count(monotonic.now());
      sent = undefined;
      await sleep(everyMs, undefined, { signal: stopped.signal, ref: false });
    }
  })();
  // A stack that is lost has its own rule.
  watching.catch(() => (sent = undefined));
  const peek = (): number => {
    count(monotonic.now());
    return Math.round(heldUpMs);
  };
  return {
    peek,
    take() {
      const taken = peek();
      heldUpMs = 0;
      countedUntil = monotonic.now();
      return taken;
    },
    stop: () => stopped.abort(),
  };
}
