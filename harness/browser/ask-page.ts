import type { RunningStack } from '../engines/engine.ts';
import { HarnessError, Unsupported } from '../support/harness-error.ts';
import { startDialProxy, whyNot } from './dial-proxy.ts';
import type { DialProxy } from './dial-proxy.ts';
import { findChromium } from './find-chromium.ts';
import { openBrowser } from './open-browser.ts';
import type { OpenBrowser, VisitListener } from './open-browser.ts';
import type { Seen, Visit } from './protocol.ts';

export interface AskPageOptions {
  readonly stack: RunningStack;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the browser has opened its window and goes to the address. */
  readonly began: () => void;
  /** Whether there is nothing more to wait for. */
  readonly enough: (seen: Seen) => boolean;
}

/** How long a window may take to open, and how much later than its limit the browser may answer. */
const openMs = 30_000;
const graceMs = 600;

/**
 * Lets a new user look at a page of the stack, and at nothing else.
 * @throws {Unsupported} where there is no browser.
 * @throws {HarnessError} `browser-failed`, `page-selector`, and what dialling throws when the stack is lost.
 */
export async function askPage(visit: Visit, options: AskPageOptions): Promise<Seen> {
  const { stack, timeoutMs, signal } = options;
  const executable = findChromium(process.env);
  if (executable === undefined) throw new Unsupported(noBrowser);
  // A signal of its own for each connection: a page opens many, and Node warns of signals that many listen to.
  await using proxy = await startDialProxy(
    async (host, port) => await stack.dial(host, port, { timeoutMs, signal: AbortSignal.any([signal]) }),
  );
  const browser = await openBrowser(executable);
  signal.throwIfAborted();
  const seen = await visitOnce(browser, visit, proxy, options);
  for (const thrown of proxy.failures.values()) if (thrown instanceof HarnessError || thrown instanceof Unsupported) throw thrown;
  const { hostname, port, protocol } = new URL(visit.url);
  const because = whyNot(proxy, hostname, Number(port) || (protocol === 'https:' ? 443 : 80));
  return because === undefined || seen.error === undefined || seen.status !== undefined ? seen : { ...seen, error: because };
}

const noBrowser =
  'pages are asked in a real browser, and none was found: install chromium (apt-get install chromium, or npx playwright install chromium), or name one in DRILLBOOK_CHROMIUM';

function visitOnce(browser: OpenBrowser, visit: Visit, proxy: DialProxy, options: AskPageOptions): Promise<Seen> {
  const { timeoutMs, signal, began, enough } = options;
  return new Promise<Seen>((resolve, reject) => {
    const silent = (): void => {
      browser.kill();
      settle(() =>
        reject(
          new HarnessError(
            'browser-failed',
            'the browser does not answer',
            'Give the drill more of the machine (--workers 1), and drill again.',
          ),
        ),
      );
    };
    let timer = setTimeout(silent, openMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      going.leave();
      how();
    };
    const abort = (): void => settle(() => reject(signal.reason as Error));
    const listener: VisitListener = {
      began() {
        clearTimeout(timer);
        timer = setTimeout(silent, timeoutMs + graceMs);
        began();
      },
      seen(seen) {
        if (seen.final || enough(seen)) settle(() => resolve(seen));
      },
      failed: error => settle(() => reject(error)),
    };
    const going = browser.visit(visit, proxy.address, timeoutMs, listener);
    signal.addEventListener('abort', abort, { once: true });
  });
}
