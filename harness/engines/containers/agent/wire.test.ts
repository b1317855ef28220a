import { PassThrough, type Duplex } from 'node:stream';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { Wire } from './wire.ts';

/** Two ends of a channel in this process. */
function pair(): { readonly near: Wire; readonly far: Wire; readonly nearHeard: unknown[]; readonly farHeard: unknown[] } {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const [nearHeard, farHeard]: [unknown[], unknown[]] = [[], []];
  return {
    near: new Wire(back, there, message => nearHeard.push(message)),
    far: new Wire(there, back, message => farHeard.push(message)),
    nearHeard,
    farHeard,
  };
}

/** All that comes out of it; reading by `for await` would break the other direction, too. */
async function bytes(stream: Duplex): Promise<Buffer> {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  await once(stream, 'end');
  return Buffer.concat(pieces);
}

async function text(stream: Duplex): Promise<string> {
  return (await bytes(stream)).toString('utf8');
}

test('messages arrive whole and in order, however the channel cuts them', async () => {
  const heard: unknown[] = [];
  const [incoming, out] = [new PassThrough(), new PassThrough()];
  const other = new Wire(incoming, new PassThrough(), message => heard.push(message));
  expect(other).toBeDefined();
  const sender = new Wire(new PassThrough(), out, () => {});
  sender.send({ first: 'ä\u0000\n' });
  sender.send({ second: 2 });
  for (const byte of out.read() as Buffer) incoming.write(Buffer.from([byte]));
  await expect.poll(() => heard).toEqual([{ first: 'ä\u0000\n' }, { second: 2 }]);
});

test('a stream carries bytes both ways and ends each way by itself', async () => {
  const { near, far } = pair();
  const [one, other] = [near.stream(1, { allowHalfOpen: true }), far.stream(1, { allowHalfOpen: true })];
  one.end('question');
  expect(await text(other)).toBe('question');
  other.end('answer');
  expect(await text(one)).toBe('answer');
});

test('a stream that nobody reads holds up neither messages nor other streams', async () => {
  const { near, far, farHeard } = pair();
  const stuck = near.stream(1, { allowHalfOpen: true });
  far.stream(1, { allowHalfOpen: true });
  let done = false;
  stuck.write(Buffer.alloc(8 * 1024 ** 2), () => (done = true));
  const [quick, arrived] = [near.stream(2, { allowHalfOpen: true }), far.stream(2, { allowHalfOpen: true })];
  quick.end('through');
  expect(await text(arrived)).toBe('through');
  near.send('also through');
  await expect.poll(() => farHeard).toEqual(['also through']);
  expect(done).toBe(false);
});

test('much more than a window arrives unchanged once it is read', async () => {
  const { near, far } = pair();
  const [one, other] = [near.stream(1, { allowHalfOpen: true }), far.stream(1, { allowHalfOpen: true })];
  const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
  one.end(sent);
  expect((await bytes(other)).equals(sent)).toBe(true);
});

test('a stream that one end breaks is broken at the other', async () => {
  const { near, far } = pair();
  const [one, other] = [near.stream(1, { allowHalfOpen: true }), far.stream(1, { allowHalfOpen: true })];
  const broken = once(other, 'error');
  one.destroy();
  expect(((await broken)[0] as NodeJS.ErrnoException).code).toBe('ECONNRESET');
});

test('what was said before one end went away is read to its end', async () => {
  const { near, far } = pair();
  const [one, other] = [near.stream(1, { allowHalfOpen: false }), far.stream(1, { allowHalfOpen: false })];
  one.end('last words');
  await once(one, 'finish');
  one.destroy();
  expect(await text(other)).toBe('last words');
});

test('when the channel is lost, every stream says why', async () => {
  const { near } = pair();
  const stream = near.stream(1, { allowHalfOpen: true });
  const broken = once(stream, 'error');
  near.close(new Error('Docker has gone'));
  expect(((await broken)[0] as Error).message).toBe('Docker has gone');
});
