import { expect, test } from '@playwright/test';
import type { RunningStack } from '../../engines/engine.ts';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { withStack } from '../../engines/testing/with-stack.ts';
import type { InjectedFault } from '../fault.ts';
import { faults } from '../index.ts';
import { benchOf, injectInto } from '../testing/bench.ts';

const injectOn = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> =>
  await injectInto(await benchOf(running), kind, settings);
const holds = async (fault: InjectedFault): Promise<boolean> => (await fault.proveEffect()).held;
const oneWeb = (): ReturnType<typeof stackOf> => stackOf({ web: webService('hello', 8080) });

for (const engine of enginesUnderTest) {
  test(`${engine}: volume.full fails the service's own writes until space is made, by whomever`, async () => {
    const mounts = [
      { kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location: { file: 'c', line: 1, column: 1 } },
    ] as const;
    const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }] });
    await withStack(engine, stack, async running => {
      const fault = await injectOn(running, 'volume.full', { service: 'web', path: '/srv/data' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('ENOSPC') });
      expect((await running.services.get('web')!.exec(['ls', '/srv/data'])).stdout).toBe('access.log.1\naccess.log.2\naccess.log.3\n');
      await running.services.get('web')!.exec(['rm', '/srv/data/access.log.1']);
      expect(await holds(fault)).toBe(false);
      await fault.undo();
    });
  });

  test(`${engine}: volume.full leaves what it is told to, and touches no file that was there`, async () => {
    const mounts = [
      { kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location: { file: 'c', line: 1, column: 1 } },
    ] as const;
    const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }] });
    await withStack(engine, stack, async running => {
      const web = running.services.get('web')!;
      await web.exec(['sh', '-c', 'echo mine > /srv/data/access.log.1']);
      const fault = await injectOn(running, 'volume.full', { service: 'web', path: '/srv/data', leave: '64k' });
      expect(await fault.proveEffect()).toMatchObject({ held: true });
      expect((await running.services.get('web')!.can.volume!.usage('/srv/data')).availableBytes).toBe(64 * 1024);
      await fault.undo();
      await fault.undo();
      expect(await holds(fault)).toBe(false);
      expect((await web.exec(['sh', '-c', 'ls -A /srv/data; cat /srv/data/*'])).stdout).toBe('access.log.1\nmine\n');
    });
  });

  test(`${engine}: volume.full refuses a path without a size of its own, which would fill the machine`, () => {
    const fault = faults.find('volume.full')!;
    expect(fault.check?.({ service: 'web', path: '/srv' }, oneWeb())).toEqual([expect.stringContaining('with a size')]);
    expect(fault.check?.({ service: 'web', path: '/srv/data/../../tmp' }, oneWeb())).toEqual([expect.stringContaining('without detours')]);
    expect(fault.check?.({ service: 'wab', path: '/srv' }, oneWeb())).toEqual([expect.stringContaining('did you mean "web"')]);
  });
}
