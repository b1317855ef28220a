import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { orUnsupportedHere } from '../../engines/testing/or-unsupported.ts';
import { cache, database, stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import type { Bench } from '../testing/specimen.ts';

/** Keeps one connection to the cache, asks over it again and again, and says what it gets. */
const pool = `node -e "
  const socket = require('net').connect(6379, 'cache');
  socket.on('data', data => console.log(String(data).trim())).on('error', error => console.log(error.code)).on('close', () => clearInterval(asking));
  const asking = setInterval(() => socket.write('PING\\r\\n'), 50);
  setInterval(() => {}, 1000);
"`;
const withPool = (): Stack => stackOf({ cache, pool: { run: pool, dependsOn: [{ service: 'cache', condition: 'service_healthy' }] } });

async function said(bench: Bench): Promise<readonly string[]> {
  return (await bench.stack.services.get('pool')!.logs()).trim().split('\n');
}

async function saysMore(bench: Bench, word: string): Promise<void> {
  const before = (await said(bench)).filter(line => line === word).length;
  await expect.poll(async () => (await said(bench)).filter(line => line === word).length, { timeout: 15_000 }).toBeGreaterThan(before);
}

for (const engine of enginesUnderTest) {
  for (const as of ['refused', 'reset'] as const)
    test(`${engine}: network.cut as ${as} is proven by its own signature, and ends a connection that was open before`, async () => {
      await orUnsupportedHere(() =>
        onBench(engine, withPool(), async bench => {
          await saysMore(bench, '+PONG');
          const cut = await injectInto(bench, 'network.cut', { from: 'pool', to: 'cache', as });
          await expect.poll(async () => (await said(bench)).at(-1)).toBe('ECONNRESET');
          expect(await cut.proveEffect()).toMatchObject({
            held: true,
            proof: expect.stringContaining(as === 'refused' ? 'is refused' : 'opens and is reset'),
          });
          await cut.undo();
          expect(await cut.proveEffect()).toMatchObject({ held: false });
        }),
      );
    });

  for (const as of ['silent', 'dropped'] as const)
    test(`${engine}: network.cut as ${as} is proven by its own signature, and a connection that was open before gets no answer until it is mended`, async () => {
      await orUnsupportedHere(() =>
        onBench(engine, withPool(), async bench => {
          await saysMore(bench, '+PONG');
          const cut = await injectInto(bench, 'network.cut', { from: 'pool', to: 'cache', as });
          expect(await cut.proveEffect()).toMatchObject({
            held: true,
            proof: expect.stringContaining(as === 'silent' ? 'opens, and nothing that is sent arrives' : 'does not open'),
          });
          const asked = await said(bench);
          // Nothing was said while the proof waited for an answer of its own, and nothing while the next one does.
          expect(await cut.proveEffect()).toMatchObject({ held: true });
          expect(await said(bench)).toEqual(asked);
          await cut.undo();
          await saysMore(bench, '+PONG');
          expect(await cut.proveEffect()).toMatchObject({ held: false });
        }),
      );
    });

  test(`${engine}: network.cut has no effect that is its own while the service at the other end is down, and has it again when that is up`, async () => {
    await orUnsupportedHere(() =>
      onBench(engine, withPool(), async bench => {
        const cut = await injectInto(bench, 'network.cut', { from: 'pool', to: 'cache', as: 'refused' });
        expect(await cut.proveEffect()).toMatchObject({ held: true });
        const control = bench.stack.services.get('cache')!.can.process!;
        await control.stop();
        expect(await cut.proveEffect()).toMatchObject({ held: false });
        await control.start();
        await expect.poll(() => cut.proveEffect()).toMatchObject({ held: true });
      }),
    );
  });

  test(`${engine}: a way that is only slow does not prove that packets drip, are lost or dropped`, async () => {
    await orUnsupportedHere(() =>
      onBench(engine, withPool(), async bench => {
        const way = { from: 'pool', to: 'cache' };
        const slow = await injectInto(bench, 'network.latency', { ...way, delay: '300ms' });
        const others = [
          await injectInto(bench, 'network.slow-drip', { ...way, rate: '1k' }),
          await injectInto(bench, 'network.loss', { ...way, share: 0.4 }),
          await injectInto(bench, 'network.cut', { ...way, as: 'silent' }),
        ];
        for (const other of others) await other.undo();
        const [drips, isLossy, isCut, isSlow] = await Promise.all([...others, slow].map(one => one.proveEffect()));
        expect([drips?.held, isLossy?.held, isCut?.held, isSlow?.held]).toEqual([false, false, false, true]);
      }),
    );
  });

  test(`${engine}: network.slow-drip and network.cut can be proven on PostgreSQL, who takes the bytes for the beginning of a talk`, async () => {
    await orUnsupportedHere(() =>
      onBench(engine, stackOf({ database, web: webService('hello', 8080) }), async bench => {
        const way = { from: 'web', to: 'database', port: 5432 };
        for (const [kind, settings] of [
          ['network.slow-drip', { ...way, rate: '1k' }],
          ['network.cut', { ...way, as: 'silent' }],
        ] as const) {
          const injected = await injectInto(bench, kind, settings);
          expect(await injected.proveEffect(), kind).toMatchObject({ held: true });
          await injected.undo();
          expect(await injected.proveEffect(), kind).toMatchObject({ held: false });
        }
        expect(await bench.stack.services.get('database')!.logs()).not.toMatch(/invalid length|unsupported frontend|could not receive/);
      }),
    );
  });

  test(`${engine}: two faults on the same way act together, and each ends alone`, async () => {
    await orUnsupportedHere(() =>
      onBench(engine, withPool(), async bench => {
        const slow = await injectInto(bench, 'network.latency', { from: 'pool', to: 'cache', delay: '100ms' });
        const cut = await injectInto(bench, 'network.cut', { from: 'cache', to: 'pool', as: 'refused', port: 7 });
        expect(await slow.proveEffect()).toMatchObject({ held: true });
        await cut.undo();
        expect(await slow.proveEffect()).toMatchObject({ held: true });
        await slow.undo();
        expect(await slow.proveEffect()).toMatchObject({ held: false });
      }),
    );
  });
}

if (enginesUnderTest.includes('containers'))
  test('containers: network.cut harms every instance of both services, those that are added too', async () => {
    await orUnsupportedHere(() =>
      onBench(
        'containers',
        stackOf({ web: { ...webService('hello', 8080), expose: [8080], replicas: 2 }, client: { run: 'sleep infinity', replicas: 2 } }),
        async bench => {
          const statuses = async (): Promise<readonly number[]> => {
            const addresses = (await bench.must('getent ahostsv4 web | cut -d" " -f1 | sort -u')).split('\n');
            const clients = bench.stack.services.get('client')!.instances();
            return await Promise.all(
              clients.flatMap(client =>
                addresses.map(async address => (await client.exec(['curl', '-sf', '-m', '5', `http://${address}:8080/`])).status),
              ),
            );
          };
          expect(await statuses()).toEqual([0, 0, 0, 0]);
          const cut = await injectInto(bench, 'network.cut', { from: 'client', to: 'web', as: 'reset' });
          expect(await statuses()).toEqual([56, 56, 56, 56]);
          await bench.stack.services.get('client')!.can.scale!.to(3);
          await bench.stack.services.get('web')!.can.scale!.to(3);
          expect(await statuses()).toEqual(Array.from({ length: 9 }, () => 56));
          expect(await cut.proveEffect()).toMatchObject({ held: true });
          await cut.undo();
          expect(await statuses()).toEqual(Array.from({ length: 9 }, () => 0));
        },
      ),
    );
  });

for (const [kind, settings, message] of [
  ['network.cut', { from: 'web', to: 'cache' }, 'as'],
  ['network.cut', { from: 'web', to: 'cache', as: 'gone' }, 'refused'],
  ['network.cut', { service: 'web', network: 'default' }, 'from'],
  ['network.latency', { from: 'web', to: 'cache', delay: '5ms' }, '20ms to 10s'],
  ['network.latency', { from: 'web', to: 'cache', delay: '100ms', jitter: '60ms' }, 'at most half of the delay'],
  ['network.slow-drip', { from: 'web', to: 'cache', rate: '1m' }, '16 to 64k'],
  ['network.slow-drip', { from: 'web', to: 'cache', rate: 'fast' }, '16 to 64k'],
  ['network.loss', { from: 'web', to: 'cache', share: 0.8 }, '0.7'],
] as const)
  test(`${kind} with ${JSON.stringify(settings)} is refused with what is allowed`, () => {
    const read = faults.find(kind)!.settings.safeParse(settings);
    expect(read.success ? '' : JSON.stringify(read.error.issues)).toContain(message);
  });

for (const [settings, message] of [
  [{ from: 'web', to: 'web' }, 'expected another service than web'],
  [{ from: 'web', to: 'alone' }, 'expected one that shares a network with web'],
  [{ from: 'web', to: 'cahce' }, 'did you mean "cache"'],
  [{ from: 'web', to: 'silent' }, 'expected `port` for the proof'],
] as const)
  test(`network.cut ${JSON.stringify(settings)} is refused: ${message}`, () => {
    const stack = stackOf({ web: {}, cache, silent: {}, alone: { networks: ['other'] } });
    expect(
      faults
        .find('network.cut')!
        .check?.({ ...settings, as: 'reset' }, stack)
        .join(),
    ).toContain(message);
  });
