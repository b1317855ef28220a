import { setTimeout as sleep } from 'node:timers/promises';
import { listText } from './asking.ts';
import type { Pm2Call } from './pm2-call.ts';

const drawnEveryMs = 500;
/** Cursor to the corner, and all below it away: each screen takes the place of the one before. */
const anew = '\x1b[H\x1b[J';

/** A screen for a person, drawn again and again until Ctrl-C. It has the list of the apps; pm2's own has their logs beside it. */
export async function monit({ call, stack }: Pm2Call): Promise<number> {
  let text: string | undefined = await listText(stack);
  while (text !== undefined && !call.signal.aborted) {
    await call.write('stdout', `${anew}${text}`);
    await sleep(drawnEveryMs, undefined, { signal: call.signal }).catch(() => undefined);
    // Left in the background it ends with the stack, as a process of the stack's would.
    text = await listText(stack).catch(() => undefined);
  }
  return 130;
}
