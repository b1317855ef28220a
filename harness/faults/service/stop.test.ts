import { expect, test } from '@playwright/test';
import type { RunningStack } from '../../engines/engine.ts';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf } from '../../engines/testing/stack-of.ts';
import { withStack } from '../../engines/testing/with-stack.ts';
import type { InjectedFault } from '../fault.ts';
import { benchOf, injectInto } from '../testing/bench.ts';

const injectOn = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> =>
  await injectInto(await benchOf(running), kind, settings);

for (const engine of enginesUnderTest) {
  test(`${engine}: service.stop has no effect on what had ended before`, async () => {
    await withStack(engine, stackOf({ once: { run: 'true' } }), async running => {
      await expect.poll(async () => (await running.services.get('once')!.status()).state).toBe('exited');
      const fault = await injectOn(running, 'service.stop', { service: 'once' });
      expect(await fault.proveEffect()).toEqual({ held: false, proof: 'once had no processes before it was stopped' });
    });
  });
}
