import { rmSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { launch, whyNotStarted } from './launch.ts';
import { makePrivateFolder } from './private-folder.ts';
import type { FromDriver, ToDriver } from './protocol.ts';
import { makeVisit } from './visit.ts';

/**
 * A process of its own that drives the browser: so that drawing pages never holds up the one that takes times, and the browser goes when
 * that one is gone, however it ended.
 */
const folder = makePrivateFolder();
const visits = new Map<number, AbortController>();
let browser: Browser | undefined;
let ending = false;

process.on('disconnect', () => void end());
process.on('SIGTERM', () => void end());
// A terminal's Ctrl-C is for the parent, which lets go of us.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToDriver) => {
  if (message.type === 'leave') visits.get(message.id)?.abort();
  else if (browser !== undefined) {
    const leave = new AbortController();
    visits.set(message.id, leave);
    void makeVisit(browser, { ...message, leave: leave.signal, tell }).finally(() => visits.delete(message.id));
  }
});

try {
  browser = await launch(process.argv[2] ?? '', folder);
  browser.on('disconnected', () => void end());
  tell({ type: 'ready' });
} catch (thrown) {
  tell({ type: 'failed', message: whyNotStarted(thrown) });
  await end();
}

function tell(message: FromDriver): void {
  if (process.connected) process.send?.(message, () => undefined);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // One that does not close is ended by the end of its pipe.
  const patience = new Promise(resolve => setTimeout(resolve, 2_000));
  await Promise.race([browser?.close().catch(() => undefined), patience]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}
