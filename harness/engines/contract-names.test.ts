import { expect, test } from '@playwright/test';
import type { NameControl, RunningStack } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { publishing, stackOf, webService } from './testing/stack-of.ts';
import { shellOn, withStack } from './testing/with-stack.ts';

const namesOf = (running: RunningStack, service: string): NameControl => running.services.get(service)!.can.names!;
const asked = async (running: RunningStack, service: string, url: string): Promise<string> =>
  (await running.services.get(service)!.exec(['curl', '-s', '-m', '2', '-w', '%{exitcode}', url])).stdout;
/** Of curl: the name is not found. */
const [notFound, noConnection, tooLate] = ['6', '7', '28'];

/** Asks as soon as a program of a common runtime can, and says what it heard. A shell would be faster than Docker tells of its start. */
const early = {
  run: `bash -c 'sleep 0.5; for i in 1 2 3; do curl -s -m 1 http://web:8080/ || echo "failed with $?"; done; exec sleep 1000'`,
} as const;

for (const engine of enginesUnderTest) {
  test(`${engine}: where nobody listens on the operator's machine a client is refused, and tries again when it is told to`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080) }), async running => {
      const { stderr } = await (await shellOn(running))('curl --retry 1 --retry-delay 0 --retry-connrefused http://localhost:9/');
      expect(stderr).toMatch(/will retry/i);
    });
  });
  test(`${engine}: a published port is open at both addresses of localhost, for probes at the first`, async () => {
    const stack = stackOf({ web: { ...webService('hello', 8080), ...publishing(3001, 8080) } });
    await withStack(engine, stack, async running => {
      const shell = await shellOn(running);
      for (const address of ['127.0.0.1', '[::1]', 'localhost'])
        expect((await shell(`curl -s http://${address}:3001/`)).stdout).toBe('hello');
      const socket = await running.dial('localhost', 3001, { timeoutMs: 2_000, signal: new AbortController().signal });
      socket.destroy();
    });
  });
  test(`${engine}: harm lasts through a restart by policy and being plugged in again`, async () => {
    const stack = stackOf({ web: webService('hello', 8080), api: { ...early, restart: 'always' } });
    await withStack(engine, stack, async running => {
      const api = running.services.get('api')!;
      await api.can.names!.override('web', 'none');
      await api.can.network!.disconnect('default');
      await api.can.network!.connect('default');
      expect(await api.can.names!.lookup('web')).toEqual({ addresses: [], code: 'ENOTFOUND' });
      const { restarts } = await api.status();
      await api.can.process!.signal('SIGKILL');
      await expect.poll(async () => (await api.status()).restarts).toBeGreaterThan(restarts);
      await expect.poll(() => api.logs(), { timeout: 30_000 }).toMatch(/failed with 6\n(.*\n)*failed with 6/);
      expect(await api.can.names!.lookup('web')).toEqual({ addresses: [], code: 'ENOTFOUND' });
      await api.can.names!.restore();
      expect((await api.can.names!.lookup('web')).addresses).toHaveLength(1);
    });
  });
  test(`${engine}: a name is not found by one service, or leads to where nobody is, until it is restored`, async () => {
    await withStack(
      engine,
      stackOf({ web: webService('hello', 8080), api: webService('api', 8080), other: webService('other', 8080) }),
      async running => {
        const names = namesOf(running, 'api');
        const { addresses: real } = await names.lookup('web');
        expect(real).toHaveLength(1);
        expect(await names.lookup('no-such-name')).toEqual({ addresses: [], code: 'ENOTFOUND' });

        await names.override('web', 'none');
        expect(await names.lookup('web')).toEqual({ addresses: [], code: 'ENOTFOUND' });
        expect(await asked(running, 'api', 'http://web:8080/')).toBe(notFound);
        expect(await asked(running, 'api', 'http://WEB:8080/')).toBe(notFound);
        expect(await asked(running, 'api', 'http://other:8080/')).toBe('other0');
        expect(await asked(running, 'other', 'http://web:8080/')).toBe('hello0');
        expect((await (await shellOn(running))('curl -s http://web:8080/')).stdout).toBe('hello');

        await running.services.get('api')!.can.process!.stop();
        await running.services.get('api')!.can.process!.start();
        expect(await names.lookup('web')).toEqual({ addresses: [], code: 'ENOTFOUND' });

        await names.override('web', 'nobody');
        const { addresses: wrong } = await names.lookup('web');
        expect(wrong).toHaveLength(1);
        expect(wrong).not.toEqual(real);
        expect([noConnection, tooLate]).toContain(await asked(running, 'api', 'http://web:8080/'));

        await names.override('other', 'none');
        await names.restore('web');
        await names.restore('web');
        expect(await names.lookup('web')).toEqual({ addresses: real });
        expect(await asked(running, 'api', 'http://web:8080/')).toBe('hello0');
        expect(await names.lookup('other')).toMatchObject({ addresses: [] });
        await names.restore();
        expect(await asked(running, 'api', 'http://other:8080/')).toBe('other0');
      },
    );
  });

  test(`${engine}: with a dead resolver nothing is found but oneself, also after a restart`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), api: webService('api', 8080) }), async running => {
      const names = namesOf(running, 'api');
      await names.fail();
      await names.fail();
      expect(await names.lookup('web')).toEqual({ addresses: [], code: 'EAI_AGAIN' });
      expect(await names.lookup('no-such-name')).toEqual({ addresses: [], code: 'EAI_AGAIN' });
      expect(await asked(running, 'api', 'http://web:8080/')).toBe(notFound);
      expect(await asked(running, 'api', 'http://localhost:8080/')).toBe('api0');
      const api = running.services.get('api')!.can.process!;
      await api.stop();
      await api.start();
      expect(await names.lookup('web')).toEqual({ addresses: [], code: 'EAI_AGAIN' });
      await names.unfail();
      await names.unfail();
      expect(await asked(running, 'api', 'http://web:8080/')).toBe('hello0');
      expect(await names.lookup('no-such-name')).toEqual({ addresses: [], code: 'ENOTFOUND' });
    });
  });

  test(`${engine}: names in the stack's own hosts lines are harmed as others are`, async () => {
    const api = { ...webService('api', 8080), extraHosts: { 'payments.example.com': 'web' } };
    await withStack(engine, stackOf({ web: webService('hello', 8080), api }), async running => {
      const names = namesOf(running, 'api');
      expect(await asked(running, 'api', 'http://payments.example.com:8080/')).toBe('hello0');
      await names.override('payments.example.com', 'none');
      expect(await asked(running, 'api', 'http://payments.example.com:8080/')).toBe(notFound);
      await names.restore();
      expect(await asked(running, 'api', 'http://payments.example.com:8080/')).toBe('hello0');
    });
  });
}
