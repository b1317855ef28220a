import { expect, test } from '@playwright/test';
import type { RunningStack } from '../engines/engine.ts';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { cache, stackOf } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import type { InjectedFault } from './fault.ts';
import { benchOf, injectInto } from './testing/bench.ts';

const injectOn = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> =>
  await injectInto(await benchOf(running), kind, settings);

for (const engine of enginesUnderTest) {
  test(`${engine}: a stack that is lost is our trouble, not an effect and not the lack of one`, async () => {
    await withStack(engine, stackOf({ cache }), async running => {
      const fault = await injectOn(running, 'job.poison', { service: 'cache', list: 'jobs', job: 'x' });
      await running[Symbol.asyncDispose]();
      await expect(fault.proveEffect()).rejects.toMatchObject({ name: 'HarnessError' });
    });
  });
}
