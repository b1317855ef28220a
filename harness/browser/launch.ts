import type { Browser } from '@playwright/test';
import { messageOf } from '../support/harness-error.ts';
import { deadEnd, switches } from './switches.ts';

/** Starts a Chromium that keeps all its files in a folder and reaches nothing unless a window has a proxy. */
export async function launch(executablePath: string, folder: string): Promise<Browser> {
  // Before Playwright is loaded: it makes its folders there.
  process.env['TMPDIR'] = folder;
  const { chromium } = await import('@playwright/test');
  const start = async (chromiumSandbox: boolean): Promise<Browser> =>
    await chromium.launch({
      executablePath,
      args: [...switches],
      proxy: deadEnd,
      chromiumSandbox,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Nothing of ours is for a page to find.
      env: { HOME: folder, TMPDIR: folder, PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
      timeout: 30_000,
    });
  // Chromium's own sandbox refuses root, and kernels that deny namespaces refuse it.
  if (process.getuid?.() === 0) return await start(false);
  return await start(true).catch(async (thrown: unknown) => {
    if (/sandbox/i.test(messageOf(thrown))) return await start(false);
    throw thrown;
  });
}

/** What Playwright tells in a page of text, as one line: the browser's own last words, else the first line. */
export function whyNotStarted(thrown: unknown): string {
  const lines = messageOf(thrown).split('\n');
  const fatal = lines.map(line => /\[err\] .*FATAL:\S+ (.*)$/.exec(line)?.[1]).find(line => line !== undefined);
  return fatal ?? (lines[0] ?? '').replace(/^\w+\.\w+: /, '');
}
