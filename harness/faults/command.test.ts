import { expect, test } from '@playwright/test';
import type { RunningStack } from '../engines/engine.ts';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import type { InjectedFault } from './fault.ts';
import { faults } from './index.ts';
import { benchOf, injectInto } from './testing/bench.ts';

const injectOn = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> =>
  await injectInto(await benchOf(running), kind, settings);
const holds = async (fault: InjectedFault): Promise<boolean> => (await fault.proveEffect()).held;
const oneWeb = (): ReturnType<typeof stackOf> => stackOf({ web: webService('hello', 8080) });

for (const engine of enginesUnderTest) {
  test(`${engine}: command proves with its own line, and a line that fails to inject is our trouble, not an effect`, async () => {
    await withStack(engine, oneWeb(), async running => {
      const fault = await injectOn(running, 'command', {
        on: 'web',
        inject: 'touch /tmp/broken',
        prove: 'test -e /tmp/broken',
        undo: 'rm -f /tmp/broken',
      });
      expect(await holds(fault)).toBe(true);
      await fault.undo();
      expect(await holds(fault)).toBe(false);
      await expect(injectOn(running, 'command', { inject: 'false', prove: 'true' })).rejects.toThrow(/before anything was injected/);
      await expect(injectOn(running, 'command', { inject: 'exit 7', prove: 'false' })).rejects.toThrow(/ended with status 7/);
      const stubborn = await injectOn(running, 'command', {
        inject: 'touch /tmp/x',
        prove: 'test -e /tmp/x',
        undo: 'exit 3',
        persistence: 'damage',
      });
      await expect(stubborn.undo()).rejects.toThrow(/ended with status 3/);
      expect(faults.find('command')!.persistenceOf?.({ persistence: 'damage' })).toBe('damage');
    });
  });
}
