import { expect, test } from '@playwright/test';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { cache, stackOf } from './testing/stack-of.ts';
import { engineNamed, shellOn, withStack } from './testing/with-stack.ts';

/** Says which instance it is, by the name of its machine. */
const worker = {
  run: `bash -c "trap 'exit 0' TERM; echo up; while true; do sleep 0.05; done"`,
} as const;

test('processes: several instances are no business of it, by name', () => {
  const stack = stackOf({ worker: { ...worker, replicas: 2 } });
  expect(engineNamed('processes').lacks(stack)).toEqual(['service worker: 2 replicas']);
});

for (const engine of enginesUnderTest.filter(kind => kind !== 'processes'))
  for (const layout of layouts)
    test(`${engine}, ${layout}: instances come and go, each has a number, a name, a log and processes of its own`, async () => {
      const stack = stackOf({ worker: { ...worker, replicas: 2 }, cache }, { layout });
      await withStack(engine, stack, async running => {
        const service = running.services.get('worker')!;
        const names = (): readonly string[] => service.instances().map(({ name }) => name);
        expect(names()).toEqual(['test-worker-1', 'test-worker-2']);

        await service.can.scale!.to(3);
        expect(names()).toEqual(['test-worker-1', 'test-worker-2', 'test-worker-3']);
        expect(service.instances().map(({ number }) => number)).toEqual([1, 2, 3]);
        const [first, , third] = service.instances();
        for (const instance of service.instances()) {
          await expect.poll(() => instance.logs()).toContain('up');
          expect(await instance.status()).toMatchObject({ state: 'running' });
          expect((await instance.process.states()).length).toBeGreaterThan(0);
        }
        await third!.exec(['touch', '/tmp/third']);
        expect((await third!.exec(['ls', '/tmp/third'])).status).toBe(0);
        expect((await first!.exec(['ls', '/tmp/third'])).status).not.toBe(0);

        // One alone, then all.
        await third!.process.stop();
        expect(await third!.status()).toMatchObject({ state: 'stopped', exitStatus: 0 });
        expect(await service.status()).toMatchObject({ state: 'running' });
        await service.can.process!.stop();
        for (const instance of service.instances()) expect(await instance.status(), instance.name).toMatchObject({ state: 'stopped' });
        await service.can.process!.start();
        for (const instance of service.instances()) expect(await instance.status(), instance.name).toMatchObject({ state: 'running' });
        expect((await service.can.process!.states()).length).toBeGreaterThanOrEqual(3);

        await service.can.scale!.to(1);
        expect(names()).toEqual(['test-worker-1']);
        await service.can.scale!.to(0);
        expect(names()).toEqual([]);
        await service.can.scale!.to(2);
        expect(names()).toEqual(['test-worker-1', 'test-worker-2']);
        if (layout === 'host') return;
        const run = await shellOn(running);
        expect((await run('getent ahostsv4 worker | cut -d" " -f1 | sort -u | wc -l; getent hosts test-worker-2 | wc -l')).stdout).toBe(
          '2\n1\n',
        );
      });
    });
