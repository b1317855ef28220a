import { expect, test } from '@playwright/test';
import type { Attempt, Impairment, NetworkControl, RunningStack } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { orUnsupportedHere } from './testing/or-unsupported.ts';
import { cache, stackOf, webService } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

// No server answers it yet, or takes offence.
const ping = Buffer.from('\r\n');
const networkOf = (running: RunningStack, service: string): NetworkControl => running.services.get(service)!.can.network!;
const attempt = async (running: RunningStack, from: string, to: string, port: number, send?: Uint8Array): Promise<Attempt> =>
  (await networkOf(running, from).attempt(to, { port, withinMs: 1500, ...(send === undefined ? {} : { send }) }))[0]!;

for (const engine of enginesUnderTest) {
  test(`${engine}: each treatment of packets has a signature of its own, for connections that the service makes and not for those it gets`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      await orUnsupportedHere(async () => {
        expect(await attempt(running, 'web', 'cache', 6379, ping)).toMatchObject({ outcome: 'acknowledged' });
        expect(await attempt(running, 'web', 'cache', 9)).toMatchObject({ outcome: 'refused' });
        expect(await attempt(running, 'web', 'nobody', 9)).toMatchObject({ outcome: 'unreachable' });
        const cases: readonly (readonly [Impairment, Attempt['outcome'], Attempt['outcome']])[] = [
          [{ treat: 'refused' }, 'refused', 'acknowledged'],
          [{ treat: 'reset' }, 'reset', 'acknowledged'],
          [{ treat: 'silent' }, 'unacknowledged', 'acknowledged'],
          [{ treat: 'dropped' }, 'unanswered', 'unanswered'],
          [{ treat: 'dropped', port: 6379 }, 'unanswered', 'acknowledged'],
          [{ treat: 'refused', port: 6380 }, 'acknowledged', 'acknowledged'],
        ];
        for (const [impairment, there, back] of cases) {
          const mend = await networkOf(running, 'web').impair('cache', impairment);
          expect(
            [await attempt(running, 'web', 'cache', 6379, ping), await attempt(running, 'cache', 'web', 8080, ping)].map(
              ({ outcome }) => outcome,
            ),
            JSON.stringify(impairment),
          ).toEqual([there, back]);
          await mend();
          await mend();
          expect(await attempt(running, 'web', 'cache', 6379, ping), JSON.stringify(impairment)).toMatchObject({ outcome: 'acknowledged' });
        }
      });
    });
  });

  test(`${engine}: packets between two services are delayed, those to others are not; what acts on the same way adds up`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache, other: webService('other', 8080) }), async running => {
      await orUnsupportedHere(async () => {
        const network = networkOf(running, 'web');
        const took = async (host: string): Promise<number> => (await attempt(running, 'web', host, 9)).tookMs;
        const mend = await network.impair('cache', { delayMs: 150, jitterMs: 20 });
        const [slow, fast] = [await took('cache'), await took('other')];
        expect(slow).toBeGreaterThan(259);
        expect(fast).toBeLessThan(slow);
        const mendOther = await networkOf(running, 'cache').impair('web', { delayMs: 150 });
        expect(await took('cache')).toBeGreaterThan(559);
        await mend();
        expect(await took('cache')).toBeGreaterThan(299);
        await mendOther();
        expect(await took('cache')).toBeLessThan(slow);
      });
    });
  });

  test(`${engine}: an impairment concerns all networks that both are on, and those that are left when one is taken away and given back`, async () => {
    const networks = { networks: ['front', 'back'] };
    const stack = stackOf(
      { web: { ...webService('hello', 8080), ...networks }, cache: { ...cache, ...networks } },
      {
        networks: [
          { name: 'front', internal: false },
          { name: 'back', internal: false },
        ],
      },
    );
    await withStack(engine, stack, async running => {
      await orUnsupportedHere(async () => {
        const cacheNetwork = networkOf(running, 'cache');
        // By address, since a name leads to only one of them.
        const outcomes = async (): Promise<readonly string[]> => {
          const { stdout } = await running.services.get('cache')!.exec(['hostname', '-I']);
          const addresses = stdout.trim().split(' ');
          return await Promise.all(addresses.map(async address => (await attempt(running, 'web', address, 6379, ping)).outcome));
        };
        expect(await outcomes()).toEqual(['acknowledged', 'acknowledged']);
        const mend = await networkOf(running, 'web').impair('cache', { treat: 'refused' });
        expect(await outcomes()).toEqual(['refused', 'refused']);
        await cacheNetwork.disconnect('front');
        expect(await outcomes()).toEqual(['refused']);
        await cacheNetwork.connect('front');
        expect(await outcomes()).toEqual(['refused', 'refused']);
        await cacheNetwork.disconnect('back');
        expect(await outcomes()).toEqual(['refused']);
        await cacheNetwork.connect('back');
        await mend();
        expect(await outcomes()).toEqual(['acknowledged', 'acknowledged']);
      });
    });
  });

  test(`${engine}: an impairment outlives a restart of either end, and ends with the line`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      await orUnsupportedHere(async () => {
        const mend = await networkOf(running, 'web').impair('cache', { treat: 'refused' });
        for (const service of ['web', 'cache']) {
          await running.services.get(service)!.can.process!.stop();
          await running.services.get(service)!.can.process!.start();
          await expect.poll(async () => (await running.services.get('cache')!.status()).health).toBe('healthy');
          expect(await attempt(running, 'web', 'cache', 6379, ping), service).toMatchObject({ outcome: 'refused' });
        }
        await networkOf(running, 'cache').disconnect('default');
        await networkOf(running, 'cache').connect('default');
        await expect.poll(async () => (await attempt(running, 'web', 'cache', 6379, ping)).outcome).toBe('acknowledged');
        await mend();
      });
    });
  });
}
