import { expect, test } from '@playwright/test';
import type { RunningService, RunningStack } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { stackOf, webService } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const mib = 1024 ** 2;
const mount = (volume: string) => ({ kind: 'volume', volume, target: `/srv/${volume}`, readOnly: false, location }) as const;
const volumes = [{ name: 'data', sizeBytes: 4 * mib }, { name: 'plain' }];

const sh = async (service: RunningService, script: string): Promise<string> => {
  const { status, stdout, stderr } = await service.exec(['sh', '-c', script]);
  return `${status} ${stdout}${stderr}`.trim();
};

for (const engine of enginesUnderTest) {
  test(`${engine}: a volume is given another size, runs out of inodes and becomes read-only, for all who have it, while they run`, async () => {
    const mounts = [mount('data'), mount('plain')];
    const stack = stackOf({ one: { ...webService('one', 80), mounts }, two: { ...webService('two', 80), mounts } }, { volumes });
    await withStack(engine, stack, async (running: RunningStack) => {
      const [one, two] = [running.services.get('one')!, running.services.get('two')!];
      const volume = one.can.volume!;
      const inodes = async (): Promise<number> => (await volume.usage('/srv/data')).availableInodes!;
      expect(await sh(one, 'head -c 1048576 /dev/zero > /srv/data/file')).toBe('0');

      await volume.resize('/srv/data', { sizeBytes: 2 * mib });
      expect(await two.can.volume!.usage('/srv/data')).toMatchObject({ sizeBytes: 2 * mib, availableBytes: mib, sized: true });
      await expect(volume.resize('/srv/data', { sizeBytes: mib / 2 })).rejects.toMatchObject({ code: 'EINVAL' });
      expect(await sh(two, 'head -c 2097152 /dev/zero > /srv/data/other; rm /srv/data/other')).toContain('No space left');
      await volume.resize('/srv/data', { sizeBytes: 4 * mib });
      expect(await sh(two, 'head -c 2097152 /dev/zero > /srv/data/other && rm /srv/data/other')).toBe('0');

      const before = await inodes();
      await volume.resize('/srv/data', { inodes: 50 });
      const left = await inodes();
      expect(left).toBeLessThan(50);
      expect(await volume.exhaustInodes('/srv/data/sessions')).toBe(left - 1);
      expect(await inodes()).toBe(0);
      expect(await sh(two, ': > /srv/data/new')).toContain('No space left');
      expect((await volume.usage('/srv/data')).availableBytes).toBeGreaterThan(2 * mib);
      await one.can.files!.remove('/srv/data/sessions');
      await volume.resize('/srv/data', { inodes: before });
      expect(await sh(two, ': > /srv/data/new')).toBe('0');

      await volume.readOnly('/srv/data', true);
      expect(await sh(two, 'echo x > /srv/data/new')).toContain('Read-only file system');
      expect(await sh(two, 'cat /srv/data/file | wc -c')).toBe('0 1048576');
      expect((await running.bastion.exec(['touch', '/srv/data/new'])).stderr).toContain('Read-only file system');
      await volume.readOnly('/srv/data', false);
      expect(await sh(two, 'echo x > /srv/data/new')).toBe('0');
      await two.exec(['sh', '-c', 'exec 3>/srv/data/held; sleep 60 & exit 0']);
      await expect(volume.readOnly('/srv/data', true)).rejects.toMatchObject({ code: 'EBUSY' });
      expect(await sh(one, 'echo x > /srv/data/new')).toBe('0');
    });
  });

  test(`${engine}: what the stack gave no size is part of the machine, and is neither resized nor made read-only`, async () => {
    await withStack(
      engine,
      stackOf({ one: { ...webService('one', 80), mounts: [mount('data'), mount('plain')] } }, { volumes }),
      async running => {
        const one = running.services.get('one')!;
        for (const path of ['/srv/plain', '/tmp', '/usr', '/srv']) {
          await expect(one.can.volume!.readOnly(path, true)).rejects.toThrow('no size of its own');
          await expect(one.can.volume!.resize(path, { sizeBytes: mib })).rejects.toThrow('no size of its own');
        }
        // Followed by who has every volume, it would lead to the machine's own disk there.
        await sh(one, 'ln -s /usr /srv/data/link');
        await expect(one.can.volume!.fill('/srv/data/link/lib', ['app.log.1'])).rejects.toThrow();
        await expect(one.can.volume!.exhaustInodes('/srv/data/link/sessions')).rejects.toThrow();
        expect(await sh(one, "grep ' /srv/plain ' /proc/mounts")).toContain(' rw,');
      },
    );
  });
}
