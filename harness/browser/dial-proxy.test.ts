import { expect, test } from '@playwright/test';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startDialProxy, whyNot } from './dial-proxy.ts';
import type { DialProxy } from './dial-proxy.ts';
import { dialHere, listen } from './testing/listener.ts';

/** Says something to the proxy, and resolves to all that it answers. */
async function say(proxy: DialProxy, ...lines: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(proxy.address.server).port), '127.0.0.1');
  let answer = '';
  socket.on('data', chunk => (answer += String(chunk))).on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'close');
  return answer;
}

const allowed = ({ address }: DialProxy): string =>
  `Proxy-Authorization: Basic ${Buffer.from(`${address.username}:${address.password}`).toString('base64')}`;

test('whoever does not know the password gets nowhere, by any kind of request', async () => {
  await using listener = await listen('hello');
  await using proxy = await startDialProxy(dialHere);
  const target = `localhost:${listener.tcp}`;
  const wrong = `Proxy-Authorization: Basic ${Buffer.from('drillbook:guess').toString('base64')}`;
  for (const credentials of ['X-None: 1', wrong]) {
    expect(await say(proxy, `GET http://${target}/ HTTP/1.1`, 'Host: a', credentials)).toMatch(/^HTTP\/1.1 407 /);
    expect(await say(proxy, `CONNECT ${target} HTTP/1.1`, 'Host: a', credentials)).toMatch(/^HTTP\/1.1 407 /);
    const upgrade = ['Host: a', 'Connection: Upgrade', 'Upgrade: websocket', credentials];
    expect(await say(proxy, `GET ws://${target}/ HTTP/1.1`, ...upgrade)).toMatch(/^HTTP\/1.1 407 /);
  }
  expect([...listener.heard]).toEqual([]);
  await using other = await startDialProxy(dialHere);
  expect(other.address.password).not.toBe(proxy.address.password);
});

test('a request is passed on without what was meant for the proxy, and a tunnel is a plain stream', async () => {
  await using listener = await listen('hello');
  await using proxy = await startDialProxy(dialHere);
  const target = `localhost:${listener.tcp}`;
  const answer = await say(proxy, `GET http://${target}/ HTTP/1.1`, `Host: ${target}`, allowed(proxy));
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*hello/);
  const through = await say(
    proxy,
    `CONNECT ${target} HTTP/1.1`,
    'Host: a',
    allowed(proxy),
    '',
    'GET /inside HTTP/1.1',
    'Host: a',
    'Connection: close',
  );
  expect(through).toMatch(/^HTTP\/1.1 200 Connection Established\r\n\r\nHTTP\/1.1 200 OK/);
  expect([...listener.heard]).toEqual(expect.arrayContaining(['/', '/inside']));
});

test('what cannot be reached is a connection that breaks and never an answer of the proxy, and the reason is kept', async () => {
  await using proxy = await startDialProxy(async () => await Promise.reject(new Error('getaddrinfo ENOTFOUND nowhere')));
  expect(await say(proxy, 'GET http://nowhere:81/ HTTP/1.1', 'Host: a', allowed(proxy))).toBe('');
  expect(await say(proxy, 'CONNECT nowhere:82 HTTP/1.1', 'Host: a', allowed(proxy))).toMatch(/^HTTP\/1.1 502 /);
  for (const port of [81, 82]) expect(whyNot(proxy, 'nowhere', port)).toBe('getaddrinfo ENOTFOUND nowhere');
  expect(whyNot(proxy, 'nowhere', 83)).toBe(undefined);
  for (const address of ['/', 'ftp://nowhere/', 'file:///etc/passwd'])
    expect(await say(proxy, `GET ${address} HTTP/1.1`, 'Host: a', allowed(proxy))).toMatch(/^HTTP\/1.1 400 /);
});

test('when it is closed, nothing goes through it any more', async () => {
  await using listener = await listen('hello');
  const proxy = await startDialProxy(dialHere);
  const socket = connect(Number(new URL(proxy.address.server).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`CONNECT localhost:${listener.tcp} HTTP/1.1\r\nHost: a\r\n${allowed(proxy)}\r\n\r\n`);
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await proxy[Symbol.asyncDispose]();
  await closed;
});
