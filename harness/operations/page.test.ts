import { expect, test } from '@playwright/test';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { dialHere } from '../browser/testing/listener.ts';
import { ask } from '../drill/ask.ts';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer, Expectation } from '../model/operation.ts';
import { HarnessError, Unsupported } from '../support/harness-error.ts';
import { compare } from './compare.ts';
import { page } from './page.ts';

const pages: Readonly<Record<string, string>> = {
  '/': '<h1>Chat</h1><p hidden>hidden</p><ul id="list"><li>one<li>two</ul>',
  '/late': '<p id="a"></p><script>setTimeout(() => a.textContent = "here at last", 400)</script>',
  '/hangs': '<p>before</p><script>onload = () => { for (;;); }</script>',
  '/form':
    '<form onsubmit="event.preventDefault(); out.textContent = `said ${text.value}`"><input id="text"><button>Send</button><button type="button">Other</button></form><p id="out"></p>',
  '/asks':
    '<script>alert("a"); confirm("b"); prompt("c"); window.open("/", "x"); navigator.geolocation.getCurrentPosition(() => {}, () => out.textContent = "refused")</script><p id="out"></p>',
  '/troubles':
    '<p>almost</p><script>console.error("no config"); fetch("/absent"); fetch("http://localhost:1/").catch(() => {}); setTimeout(() => { throw new Error("oops") })</script>',
  '/cookie':
    '<p id="out"></p><script>out.textContent = "cookies: " + (document.cookie || "none"); document.cookie = "a=1; max-age=9999"; localStorage.a = 1</script>',
  '/socket':
    '<p id="out"></p><script>const s = new WebSocket("ws://" + location.host + "/ws"); s.onopen = () => s.send("hi"); s.onmessage = e => out.textContent = "socket says " + e.data</script>',
  '/long': `<pre>${'x'.repeat(1_000_000)}</pre>`,
  '/moved': '<script>location.replace("/")</script>',
};

const serve: RequestListener = (request, response) => {
  const path = request.url ?? '/';
  if (path === '/silent') return;
  if (path === '/broken') response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
  else if (path === '/redirect') response.writeHead(302, { location: '/' }).end();
  else if (path === '/file') response.writeHead(200, { 'content-disposition': 'attachment; filename=a.zip' }).end('PK');
  else if (pages[path] === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': 'text/html' }).end(pages[path]);
};

const server = createServer(serve).on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.on('error', () => undefined);
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.once('data', () => socket.write(Buffer.from([0x81, 2, 0x68, 0x6f])));
});
let origin = '';

test.beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** One that nobody listens on, and that browsers do not refuse by themselves. */
async function closedPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise(resolve => other.close(resolve));
  return port;
}

type Settings = string | { readonly url: string; readonly [name: string]: unknown };

/** As a drill asks it: with what is expected, and through what never waits longer. */
async function look(
  settings: Settings,
  {
    expect: expected = {},
    timeoutMs = 8_000,
    dial = dialHere,
  }: { expect?: Expectation; timeoutMs?: number; dial?: RunningStack['dial'] } = {},
): Promise<Answer & { readonly held: boolean; readonly message: string }> {
  const full = typeof settings === 'string' ? settings : { ...settings, url: settings.url };
  const answer = await ask(page, page.settings.parse(full), {
    stack: { dial } as Pick<RunningStack, 'dial'> as RunningStack,
    timeoutMs,
    signal: new AbortController().signal,
    enough: seen => compare(seen, expected).held,
  });
  return { ...answer, ...compare(answer, expected) };
}

test('answers with the status and with what can be read, of the whole page or of what a selector matches', async () => {
  expect(await look(`${origin}/`)).toMatchObject({ answered: true, status: 200, held: true, text: 'Chat\none\ntwo' });
  expect(await look({ url: `${origin}/`, selector: '#list li' })).toMatchObject({ text: 'one\ntwo' });
  expect(await look(`${origin}/redirect`)).toMatchObject({ status: 200, held: true });
  expect(await look({ url: `${origin}/moved` }, { expect: { text: 'Chat' } })).toMatchObject({ held: true });
  expect(await look({ url: `${origin}/late`, javascript: false })).toMatchObject({ status: 200, text: '' });
  expect((await look(`${origin}/long`)).text.length).toBe(256 * 1024);
});

test('looks until the page shows what is expected, and no longer than its time limit', async () => {
  const late = await look(`${origin}/late`, { expect: { text: 'here at last', withinMs: 8_000 } });
  expect(late).toMatchObject({ held: true, status: 200 });
  expect(late.durationMs).toBeGreaterThan(400);
  expect(await look(`${origin}/`, { expect: { text: 'three' }, timeoutMs: 600 })).toMatchObject({
    held: false,
    answered: true,
    message: 'unexpected "Chat\\none\\ntwo", expected text "three"',
  });
});

test('does what a person does', async () => {
  const steps = [{ fill: '#text', text: 'hello' }, { click: 'role=button[name="Send"]' }, { see: 'said hello' }];
  expect(await look({ url: `${origin}/form`, steps, selector: '#out' })).toMatchObject({ held: true, text: 'said hello' });
  const typed = [
    { fill: '#text', text: 'typed' },
    { press: '#text', key: 'Enter' },
  ];
  expect(await look({ url: `${origin}/form`, steps: typed }, { expect: { text: 'said typed' } })).toMatchObject({ held: true });
  expect(await look({ url: `${origin}/form`, steps: [{ click: '#absent' }] }, { expect: { status: 200 }, timeoutMs: 500 })).toMatchObject({
    held: false,
    message: 'step 1 of the page (click: #absent) could not be done within 500 ms',
  });
  // Two things match: which one a person would take, nobody can tell.
  expect(await look({ url: `${origin}/form`, steps: [{ click: 'button' }] })).toMatchObject({
    held: false,
    message: expect.stringContaining('strict mode violation'),
  });
});

test('what the stack does not answer, answers wrongly or too late is red, with its reason', async () => {
  const port = new URL(origin).port;
  expect(await look(`${origin}/broken`)).toMatchObject({
    held: false,
    answered: true,
    status: 503,
    message: 'unexpected status 503, expected 2xx',
  });
  expect(await look(`http://localhost:${await closedPort()}/`)).toMatchObject({
    held: false,
    answered: false,
    message: expect.stringContaining('ECONNREFUSED'),
  });
  expect(await look(`https://localhost:${port}/`)).toMatchObject({ held: false, answered: false });
  expect(await look(`${origin}/file`)).toMatchObject({ held: false, answered: false });
  expect(await look(`${origin}/silent`, { timeoutMs: 500 })).toMatchObject({
    answered: false,
    message: 'the page did not answer within 500 ms',
  });
  expect(await look(`${origin}/hangs`, { timeoutMs: 1_000, expect: { text: 'after' } })).toMatchObject({ held: false });
  expect(await look(`${origin}/`)).toMatchObject({ held: true });
});

test('what went wrong on the page is told beside what was expected', async () => {
  const { message } = await look(`${origin}/troubles`, { expect: { text: 'done' }, timeoutMs: 1_000 });
  expect(message).toContain('unexpected "almost", expected text "done" (');
  for (const trouble of [
    'console: no config',
    `GET ${origin}/absent answered 404`,
    'GET http://localhost:1/ failed',
    'uncaught Error: oops',
  ])
    expect(message).toContain(trouble);
});

test('each time a new user comes, who is asked nothing and opens nothing', async () => {
  for (const _ of [1, 2]) expect(await look(`${origin}/cookie`)).toMatchObject({ text: 'cookies: none' });
  expect(await look(`${origin}/asks`, { expect: { text: 'refused' } })).toMatchObject({ held: true });
});

test('a WebSocket goes the same way', async () => {
  expect(await look(`${origin}/socket`, { expect: { text: 'socket says ho' } })).toMatchObject({ held: true });
});

test('what could not be asked is an error of ours and never an answer', async () => {
  await expect(look({ url: `${origin}/`, selector: '#a:foo(x)' })).rejects.toThrow(/unexpected selector "#a:foo\(x\)"/);
  const lost = new HarnessError('stack-lost', 'the sandbox has ended', 'Drill again.');
  await expect(look(`${origin}/`, { dial: async () => await Promise.reject(lost) })).rejects.toBe(lost);
  const before = process.env['DRILLBOOK_CHROMIUM'];
  try {
    process.env['DRILLBOOK_CHROMIUM'] = '/bin/false';
    await expect(look(`${origin}/`)).rejects.toThrow(/the browser could not do its work/);
  } finally {
    if (before === undefined) delete process.env['DRILLBOOK_CHROMIUM'];
    else process.env['DRILLBOOK_CHROMIUM'] = before;
  }
  await expect(look(`${origin}/`, { dial: async () => await Promise.reject(new Unsupported('no dialling')) })).rejects.toThrow(
    'no dialling',
  );
});

for (const [settings, problem] of [
  ['localhost:8080', /expected an http/],
  ['file:///etc/passwd', /expected an http/],
  [{ url: 'http://web/', selector: '#a[b' }, /expected \] to close what is open/],
  [{ url: 'http://web/', selector: '//div' }, /not an XPath/],
  [{ url: 'http://web/', steps: [{ press: '#a', key: 'Return' }] }, /expected a key such as Enter/],
  [{ url: 'http://web/', steps: [{ hover: '#a' }] }, /invalid/i],
  [{ url: 'http://web/', selektor: '#a' }, /unrecognized key/i],
] as const)
  test(`${JSON.stringify(settings)} is refused before anything is started`, () => {
    const { success, error } = page.settings.safeParse(settings);
    expect(success).toBe(false);
    expect(JSON.stringify(error?.issues)).toMatch(problem);
  });
