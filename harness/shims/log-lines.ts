import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, ServiceInstance } from '../engines/engine.ts';

export interface LogRange {
  readonly tailLines?: number;
  /** Wall clock. */
  readonly since?: number;
  readonly until?: number;
}

const followEveryMs = 200;

/** What an instance printed, with the time of each line. */
export async function logLines(
  instance: Pick<ServiceInstance, 'logLines'>,
  { tailLines, since, until }: LogRange = {},
): Promise<readonly LogLine[]> {
  if (tailLines === 0) return [];
  // The engine counts back from its own "now", which is a little later than ours.
  const all = await instance.logLines(since === undefined ? {} : { sinceMs: Date.now() - since + 1000 });
  const lines = all.filter(({ at, text }) => text !== '' && at >= (since ?? 0) && at <= (until ?? Infinity));
  return tailLines === undefined ? lines : lines.slice(-tailLines);
}

export interface Following {
  /** What was already shown. */
  readonly after: readonly LogLine[];
  readonly signal: AbortSignal;
  /** Whether nothing more will come; asked before each look. */
  readonly ended?: () => Promise<boolean>;
}

/** Hands over new lines until the caller goes away or nothing more will come. */
export async function followLog(
  instance: Pick<ServiceInstance, 'logLines'>,
  { after: from, signal, ended = async () => false }: Following,
  show: (line: LogLine) => Promise<void>,
): Promise<void> {
  let last = from.at(-1)?.at ?? Date.now();
  let shown = from.filter(({ at }) => at === last).length;
  for (let isLast = false; !signal.aborted && !isLast;) {
    isLast = await ended();
    // A follower that was left in the background ends with the stack, as a process of the stack's would.
    const lines = await logLines(instance, { since: last }).catch(() => undefined);
    if (lines === undefined) return;
    for (const [index, line] of lines.entries()) {
      if (index < shown && line.at === last) continue;
      shown = line.at === last ? shown + 1 : 1;
      last = line.at;
      await show(line);
    }
    if (!isLast) await sleep(followEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
