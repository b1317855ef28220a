import type { Browser, Page } from '@playwright/test';
import { messageOf } from '../support/harness-error.ts';
import { act } from './act.ts';
import { noteTroubles } from './troubles.ts';
import type { FromDriver, ProxyAddress, Seen, Visit } from './protocol.ts';
import { readText } from './read-text.ts';

export interface VisitOptions {
  readonly id: number;
  readonly visit: Visit;
  readonly proxy: ProxyAddress;
  readonly timeoutMs: number;
  /** Fires when enough has been seen. */
  readonly leave: AbortSignal;
  readonly tell: (message: FromDriver) => void;
}

/** Between two looks at a page that does not show yet what is expected. */
const lookEveryMs = 50;
/** A window's end is told before its reason is: the browser has gone, or what drew it has crashed. */
const closingMs = 250;

/**
 * Opens an address as a new user (no cookie, nothing cached, nothing allowed), carries out the steps, and tells what can be seen until
 * somebody has seen enough or the time is over. Never throws.
 */
export async function makeVisit(browser: Browser, { id, visit, proxy, timeoutMs, leave, tell }: VisitOptions): Promise<void> {
  let close = async (): Promise<void> => undefined;
  try {
    const context = await browser.newContext({
      proxy,
      viewport: visit.viewport,
      javaScriptEnabled: visit.javascript,
      // A throw-away stack has a throw-away certificate.
      ignoreHTTPSErrors: true,
      acceptDownloads: false,
      permissions: [],
      locale: 'en-US',
      timezoneId: 'UTC',
    });
    close = async () => await context.close();
    const page = await context.newPage();
    const bad = await invalidSelector(page, visit);
    if (bad !== undefined) return tell({ type: 'broken', id, code: 'page-selector', message: bad });
    const crashed = new Promise<never>((_, reject) =>
      page.on('crash', () => reject(new OurTrouble('the process that drew the page has crashed'))),
    );
    crashed.catch(() => undefined);
    refuse(page);
    tell({ type: 'began', id });
    await Promise.race([crashed, watch(page, { visit, timeoutMs, leave, tell: seen => tell({ type: 'seen', id, seen }) })]);
  } catch (thrown) {
    if (!leave.aborted) tell({ type: 'broken', id, code: 'browser-failed', message: firstLine(thrown) });
  } finally {
    await close().catch(() => undefined);
  }
}

/** Not the page's doing. */
class OurTrouble extends Error {}

/** Goes there, acts, and looks until there is no more to see. */
async function watch(
  page: Page,
  {
    visit,
    timeoutMs,
    leave,
    tell,
  }: { readonly visit: Visit; readonly timeoutMs: number; readonly leave: AbortSignal; readonly tell: (seen: Seen) => void },
): Promise<void> {
  const began = performance.now();
  const passed = (): number => performance.now() - began;
  const left = (): number => Math.max(1, timeoutMs - passed());
  const troubles = noteTroubles(page);
  let text: string | undefined;
  const seen = (more: Pick<Seen, 'answered' | 'final' | 'error'>): Seen => ({
    ...more,
    ...(troubles.status() === undefined ? {} : { status: troubles.status() as number }),
    text: text ?? '',
    ...(troubles.note() === undefined ? {} : { note: troubles.note() as string }),
    durationMs: passed(),
  });
  let doing = 'the page did not answer';
  const work = async (): Promise<void> => {
    try {
      await page.goto(visit.url, { waitUntil: 'commit', timeout: left() }).catch(ignoreWhenRedirected);
      doing = 'the page did not finish loading';
      await page.waitForLoadState('load', { timeout: left() });
      for (const [index, step] of visit.steps.entries()) {
        doing = `step ${index + 1} of the page (${Object.entries(step)
          .map(([key, value]) => `${key}: ${value}`)
          .join(', ')}) could not be done`;
        await act(page, step, left);
      }
      for (;;) {
        doing = 'the page could not be read';
        const read = await readText(page, visit.selector);
        doing = `nothing on the page matches ${JSON.stringify(visit.selector)}`;
        if (read !== undefined) {
          text = read;
          // What failed on the server does not come right by looking at it.
          const final = (troubles.status() ?? 0) >= 500;
          tell(seen({ answered: true, final }));
          if (final) return;
        }
        if (leave.aborted) return;
        await new Promise(resolve => setTimeout(resolve, lookEveryMs));
        if (leave.aborted) return;
      }
    } catch (thrown) {
      if (leave.aborted) return;
      const message = firstLine(thrown);
      if (ours.test(message) || thrown instanceof OurTrouble) throw new OurTrouble(message, { cause: thrown });
      // A page may close its own window, and a download ends a navigation; one whose browser or drawing process is going has done nothing.
      if (page.isClosed() || message.includes('net::ERR_ABORTED')) await new Promise(resolve => setTimeout(resolve, closingMs));
      if (page.context().browser()?.isConnected() !== true) throw new OurTrouble(message, { cause: thrown });
      const over = thrown instanceof Error && thrown.name === 'TimeoutError';
      tell(seen({ answered: false, final: true, error: over ? `${doing} within ${timeoutMs} ms` : `${doing}: ${message}` }));
    }
  };
  const over = new Promise<'over'>(resolve => setTimeout(resolve, timeoutMs, 'over').unref());
  const gone = new Promise<'gone'>(resolve => leave.addEventListener('abort', () => resolve('gone'), { once: true }));
  const working = work();
  working.catch(() => undefined);
  const ended = await Promise.race([working.then(() => 'done' as const), over, gone]);
  if (ended !== 'over') return;
  tell(
    text !== undefined
      ? seen({ answered: true, final: true })
      : seen({ answered: false, final: true, error: `${doing} within ${timeoutMs} ms` }),
  );
}

/** A page that sends its reader on before it has come is one that is read where it leads. */
function ignoreWhenRedirected(thrown: unknown): void {
  if (!/interrupted by another navigation/.test(messageOf(thrown))) throw thrown;
}

/** A new user is asked nothing and gets nothing: no dialog stays, no window opens, no file is kept. */
function refuse(page: Page): void {
  page.on('dialog', dialog => void dialog.dismiss().catch(() => undefined));
  page.on('download', download => void download.cancel().catch(() => undefined));
  page.context().on('page', other => void (other === page ? undefined : other.close().catch(() => undefined)));
}

/** One that cannot be read would never match, and look like a page that shows nothing. */
async function invalidSelector(page: Page, visit: Visit): Promise<string | undefined> {
  const selectors = [
    visit.selector,
    ...visit.steps.map(step => ('fill' in step ? step.fill : 'click' in step ? step.click : 'press' in step ? step.press : undefined)),
  ];
  for (const selector of selectors) {
    if (selector === undefined) continue;
    try {
      await page.locator(selector).count();
    } catch (thrown) {
      if (page.isClosed()) throw thrown;
      return `unexpected selector ${JSON.stringify(selector)}: ${firstLine(thrown)}`;
    }
  }
  return undefined;
}

/** Chromium's `net_error_list.h`: what lies between it and its proxy, or in this machine. */
const ours =
  /\bcrashed\b|net::ERR_(PROXY_|MANDATORY_PROXY|OUT_OF_MEMORY|INSUFFICIENT_RESOURCES|NO_BUFFER_SPACE|FILE_NO_SPACE|INTERNET_DISCONNECTED|NETWORK_CHANGED)/;

function firstLine(thrown: unknown): string {
  return (messageOf(thrown).split('\n')[0] ?? '').replace(/^\w+\.\w+: /, '');
}
