import { chromium, expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { publishing, stackOf } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import type { RunningStack } from '../engines/engine.ts';
import { askPage } from './ask-page.ts';
import { findChromium } from './find-chromium.ts';
import type { Seen } from './protocol.ts';
import { escapePage } from './testing/escape-page.ts';
import { listen, ownAddresses } from './testing/listener.ts';

const viewport = { width: 800, height: 600 };

async function look(stack: RunningStack, url: string, see = '', timeoutMs = 20_000): Promise<Seen> {
  return await askPage(
    { url, steps: see === '' ? [] : [{ see }], javascript: true, viewport },
    { stack, timeoutMs, signal: new AbortController().signal, began: () => undefined, enough: () => true },
  );
}

/** Serves the page in the stack, and sends on whom it is asked to. */
const serving = (page: string): ReturnType<typeof stackOf> =>
  stackOf({
    web: {
      run: `node -e "require('http').createServer((request, answer) => { const { pathname, searchParams } = new URL(request.url, 'http://web'); const to = searchParams.get('to'); if (to) { answer.writeHead(302, { location: to }); answer.end() } else { answer.setHeader('content-type', 'text/html'); answer.end(pathname === '/' ? Buffer.from('${Buffer.from(page).toString('base64')}', 'base64') : 'the stack') } }).listen(8080)"`,
      healthcheck: { test: ['curl', '-sf', 'http://localhost:8080/'], intervalMs: 100, timeoutMs: 2000, retries: 20, startPeriodMs: 0 },
      ...publishing(8080, 8080),
    },
  });

for (const engine of enginesUnderTest) {
  test(`on ${engine}, a page reaches its stack, and nothing of this machine in any way that a page has`, async () => {
    await using listener = await listen();
    const targets = ownAddresses().map(host => ({ host, tcp: listener.tcp, udp: listener.udp }));
    await withStack(engine, serving(escapePage(targets)), async running => {
      for (const url of ['http://web:8080/', 'http://localhost:8080/']) {
        const seen = await look(running, url, 'tried all');
        expect(seen).toMatchObject({ answered: true, status: 200 });
        expect(seen.text).toContain('own: the stack');
        expect(seen.text).toContain('file: refused');
      }
      for (const { host, tcp } of targets)
        expect(await look(running, `http://web:8080/?to=http://${host}:${tcp}/document`)).toMatchObject({ answered: false });
      expect(await look(running, 'http://web:8080/?to=file:///etc/hostname')).toMatchObject({ answered: false, text: '' });
      expect([...listener.heard]).toEqual([]);
    });
  });
}

test('the same page in a browser as it comes does reach this machine, in these ways', async () => {
  await using listener = await listen();
  await using own = await listen(escapePage([{ host: '127.0.0.1', tcp: listener.tcp, udp: listener.udp }]));
  const executablePath = findChromium(process.env);
  const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), chromiumSandbox: false });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${own.tcp}/`);
    const ways = ['udp', '/fetch', '/image', '/events', '/frame', '/worker', '/redirected-frame', '/redirected-fetch', '/beacon'];
    await expect.poll(() => ways.filter(way => !listener.heard.has(way))).toEqual([]);
  } finally {
    await browser.close();
  }
});
