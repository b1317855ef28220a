import { monotonic } from '../support/clock.ts';

const everyMs = 25;
/** What any process suffers now and then (garbage collection, a busy neighbour) and rounds of half a second do not notice. */
const tolerableMs = 100;

/** Watches our own event loop: time in which we could neither probe nor note a time would falsify every duration. */
export interface HoldUps {
  /** Milliseconds by which the loop was held up since the last `take`. */
  peek(): number;
  /** The same, and begins anew. */
  take(): number;
  stop(): void;
}

export function watchHoldUps(): HoldUps {
  let last = monotonic.now();
  let heldUpMs = 0;
  const look = (): void => {
    const now = monotonic.now();
    const late = now - last - everyMs;
    if (late > tolerableMs) heldUpMs += late;
    last = now;
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  const peek = (): number => {
    look();
    return Math.round(heldUpMs);
  };
  return {
    peek,
    take() {
      const taken = peek();
      heldUpMs = 0;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}
