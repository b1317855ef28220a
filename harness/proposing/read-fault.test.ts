import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import type { Stack } from '../model/stack.ts';
import { readStack } from '../reading/read-stack.ts';
import { folderWith } from '../reading/testing/folder.ts';
import { readFault } from './read-fault.ts';

const compose = `services:
  database:
    image: postgres:15
    volumes: ["data:/var/lib/postgresql"]
    networks: [back]
  worker:
    image: worker
    networks: [back, front]
    volumes: ["plain:/plain"]
networks: { back: {}, front: {} }
volumes:
  data: { driver_opts: { type: tmpfs, device: tmpfs, o: size=64m } }
  plain: {}
`;

async function stackOf(): Promise<Stack> {
  const { stack, problems } = await readStack([folderWith({ 'compose.yaml': compose })('compose.yaml')]);
  if (stack === undefined) throw new Error(JSON.stringify(problems));
  return stack;
}

const right: readonly (readonly [string, object])[] = [
  ['process.kill:worker', { kind: 'process.kill', settings: { service: 'worker' } }],
  ['process.kill: {service: worker, signal: SIGTERM}', { settings: { service: 'worker', signal: 'SIGTERM' } }],
  // What the stack leaves no choice about.
  ['volume.full:database', { settings: { service: 'database', path: '/var/lib/postgresql' } }],
  ['volume.full:{service: database, volume: data}', { settings: { service: 'database', path: '/var/lib/postgresql' } }],
  ['network.disconnect:database', { settings: { service: 'database', network: 'back' } }],
  ['network.loss:{service: database, share: 0.3}', { settings: { from: 'database', to: 'worker', share: 0.3 } }],
  ['network.latency:{from: worker, to: database, delay: 2s, port: 5432}', { kind: 'network.latency' }],
];

for (const [text, fault] of right)
  test(`reads the fault "${text}"`, async () => {
    expect(readFault(text, await stackOf(), faults)).toMatchObject({ fault });
  });

const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
  ['proces.kill:worker', { unexpected: 'fault "proces.kill"', expected: '"process.kill"' }],
  ['nothing:worker', { expected: expect.stringContaining('service.stop') }],
  ['', { unexpected: 'fault ""' }],
  ['process.kill', { expected: expect.stringContaining('process.kill:<service>') }],
  ['process.kill:wroker', { unexpected: expect.stringContaining('wroker'), expected: expect.stringContaining('did you mean "worker"') }],
  ['process.kill:{service: worker, signl: SIGKILL}', { unexpected: expect.stringContaining('signl') }],
  ['process.kill:{service: worker', { expected: expect.stringContaining('process.kill:<service>') }],
  ['postgres.lock-table:database', { unexpected: expect.stringContaining('table'), hint: expect.stringContaining('table: messages') }],
  ['network.disconnect:worker', { unexpected: expect.stringContaining('network') }],
  ['network.cut:worker', { unexpected: expect.stringContaining('as'), hint: expect.stringContaining('as: dropped') }],
  ['volume.full:{service: worker, volume: plain}', { expected: expect.stringContaining('with a size') }],
  ['volume.full:worker', { expected: expect.stringContaining('with a size'), hint: expect.stringContaining('volumes: { plain: {') }],
  ['volume.full:{service: worker, volume: other}', { unexpected: expect.stringContaining('path') }],
];

for (const [text, answer] of wrong)
  test(`says what is wrong with the fault "${text}"`, async () => {
    expect(readFault(text, await stackOf(), faults)).toMatchObject(answer);
  });
