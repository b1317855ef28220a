import type { Page, Request } from '@playwright/test';

/** What a developer would look at when a page does not show what it should. */
export interface Troubles {
  /** Of the last document that came into the window. */
  status(): number | undefined;
  /** The first few, as one line. */
  note(): string | undefined;
}

const most = 5;
const longest = 200;

/** Collects errors of the console and requests that failed, from now on. */
export function noteTroubles(page: Page): Troubles {
  const noted: string[] = [];
  let more = 0;
  let status: number | undefined;
  const add = (text: string): void => {
    const line = (text.split('\n')[0] ?? '').slice(0, longest);
    if (noted.includes(line)) return;
    if (noted.length < most) noted.push(line);
    else more++;
  };
  const isDocument = (request: Request): boolean => request.isNavigationRequest() && request.frame() === page.mainFrame();
  page.on('response', response => {
    const request = response.request();
    if (isDocument(request)) status = response.status();
    else if (response.status() >= 400) add(`${request.method()} ${response.url()} answered ${response.status()}`);
  });
  page.on('requestfailed', request => {
    // Of the document itself, the answer tells.
    if (!isDocument(request)) add(`${request.method()} ${request.url()} failed: ${request.failure()?.errorText ?? 'no reason'}`);
  });
  page.on('pageerror', error => add(`uncaught ${error.name}: ${error.message}`));
  page.on('console', message => {
    // What was not loaded is told above, and better.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) add(`console: ${message.text()}`);
  });
  return {
    status: () => status,
    note: () => (noted.length === 0 ? undefined : [...noted, ...(more === 0 ? [] : [`${more} more`])].join('; ')),
  };
}
