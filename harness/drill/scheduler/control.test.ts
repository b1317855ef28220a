import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { slots } from '../slots.ts';
import { connectToParent } from './control-client.ts';
import { listenForWorkers } from './control-server.ts';
import type { ToParent } from './protocol.ts';

const { signal } = new AbortController();
const nobody = (): void => undefined;

test('workers share the slots of their parent, and one that dies gives its own back', async () => {
  const parent = await listenForWorkers(slots(1), nobody);
  const [first, second] = [await connectToParent(parent.socket, nobody), await connectToParent(parent.socket, nobody)];
  await first.slots.take(1, signal);
  let granted = false;
  const waiting = second.slots.take('all', signal).then(giveBack => ((granted = true), giveBack));
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(granted).toBe(false);
  first.close();
  (await waiting)();
  (await second.slots.take(1, signal))();
  second.close();
  await parent.close();
});

test('one that waits holds nothing: when it dies waiting, all is free for the next', async () => {
  const parent = await listenForWorkers(slots(2), nobody);
  const [running, standingBy, next] = [
    await connectToParent(parent.socket, nobody),
    await connectToParent(parent.socket, nobody),
    await connectToParent(parent.socket, nobody),
  ];
  const ends = await running.slots.take(1, signal);
  // What it asks for later waits behind what it asked for first, although there would be room.
  let granted = 0;
  for (const count of [2, 1]) void standingBy.slots.take(count, signal).then(() => granted++);
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(granted).toBe(0);
  standingBy.close();
  const all = next.slots.take('all', signal);
  ends();
  (await all)();
  for (const worker of [running, next]) worker.close();
  await parent.close();
});

test('what workers tell arrives whole and in order, however long it is', async () => {
  const heard: ToParent[] = [];
  const parent = await listenForWorkers(slots(1), message => heard.push(message));
  const worker = await connectToParent(parent.socket, nobody);
  const long = 'ä'.repeat(300_000);
  for (const message of ['one', long, 'three']) worker.send({ type: 'failed', message });
  await expect.poll(() => heard.length).toBe(3);
  expect(heard.map(message => (message.type === 'failed' ? message.message : ''))).toEqual(['one', long, 'three']);
  worker.close();
  await parent.close();
});

test('an abort reaches every worker, also one that comes later', async () => {
  const parent = await listenForWorkers(slots(1), nobody);
  const early = await connectToParent(parent.socket, nobody);
  parent.abort('SIGINT');
  const late = await connectToParent(parent.socket, nobody);
  for (const worker of [early, late]) {
    await expect.poll(() => worker.signal.aborted).toBe(true);
    expect(worker.signal.reason).toBe('SIGINT');
    worker.close();
  }
  await parent.close();
});

test('a worker notices that its parent is gone, and its folder is gone too', async () => {
  const parent = await listenForWorkers(slots(1), nobody);
  let gone = false;
  const worker = await connectToParent(parent.socket, () => (gone = true));
  await parent.close();
  await expect.poll(() => gone).toBe(true);
  expect(worker.signal.aborted).toBe(true);
  expect(existsSync(parent.folder)).toBe(false);
});
