import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { InjectedFault } from '../fault.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { keepsNotes, notes } from '../testing/volumes.ts';

const data = { service: 'notes', path: '/srv/data' };
const holds = async (fault: InjectedFault): Promise<boolean> => (await fault.proveEffect()).held;
const kinds = ['volume.full', 'volume.inodes', 'volume.shrunk', 'volume.read-only'];

for (const kind of kinds) {
  test(`${kind} refuses a path without a size of its own, which would use up the machine`, () => {
    const fault = faults.find(kind)!;
    const stack = stackOf({ web: webService('hello', 8080) });
    expect(fault.check?.({ service: 'web', path: '/srv' }, stack)).toEqual([expect.stringContaining('with a size')]);
    expect(fault.check?.({ service: 'web', path: '/srv/data/../../tmp' }, stack)).toEqual([expect.stringContaining('without detours')]);
    expect(fault.check?.({ service: 'wab', path: '/srv' }, stack)).toEqual([expect.stringContaining('did you mean "web"')]);
    expect(fault.check?.(data, notes())).toEqual([]);
    expect(fault.settings.safeParse({ ...data, path: 'srv' }).error?.issues[0]?.message).toBe(
      'expected an absolute path inside the service',
    );
  });
}

test('volume.logs-full refuses a log without a size of its own, and a folder', () => {
  const fault = faults.find('volume.logs-full')!;
  for (const [log, problem] of [
    ['/var/log/app.log', 'with a size'],
    ['/srv/data/../app.log', 'without detours'],
    ['/srv/data/', 'expected a file'],
  ] as const)
    expect(fault.check?.({ service: 'notes', log }, notes())).toEqual([expect.stringContaining(problem)]);
  expect(fault.check?.({ service: 'notes', log: '/srv/data/app.log' }, notes())).toEqual([]);
});

test('what a fault leaves of a volume is a size within bounds', () => {
  for (const leave of ['20m', -1, 0.5, 'much', '64 kilo'])
    expect(faults.find('volume.full')!.settings.safeParse({ ...data, leave }).error?.issues[0]?.message).toContain('16m');
  expect(faults.find('volume.inodes')!.settings.safeParse({ ...data, leave: 5000 }).success).toBe(false);
});

/** What no engine has a part in is tried on one. */
for (const engine of enginesUnderTest.slice(-1)) {
  test(`${engine}: volume.full leaves what it is told to, and touches no file that was there`, async () => {
    await onBench(engine, notes({ log: false }), async bench => {
      await bench.must('echo mine > /srv/data/access.log.1');
      const fault = await injectInto(bench, 'volume.full', { ...data, leave: '64k' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('ENOSPC') });
      expect((await bench.stack.services.get('notes')!.can.volume!.usage('/srv/data')).availableBytes).toBe(64 * 1024);
      expect(await bench.must('ls /srv/data')).toBe('access.log.1\nold-access.log.1\nold-access.log.2\nold-access.log.3');
      await bench.must('rm /srv/data/old-access.log.2');
      expect(await holds(fault)).toBe(false);
      await fault.undo();
      expect(await bench.must('ls -A /srv/data; cat /srv/data/*')).toBe('access.log.1\nmine');
    });
  });

  test(`${engine}: volume.inodes leaves what it is told to, gives a volume without a number of files one, and takes it back`, async () => {
    await onBench(engine, notes({ log: false }), async bench => {
      const volume = bench.stack.services.get('notes')!.can.volume!;
      const { inodes } = await volume.usage('/srv/data');
      const fault = await injectInto(bench, 'volume.inodes', { ...data, leave: 3 });
      expect(await fault.proveEffect()).toEqual({ held: true, proof: '3 inodes of the volume at /srv/data are free' });
      expect(await bench.must('ls /srv/data')).toBe('sessions');
      expect(await keepsNotes(bench)).toBe(true);
      await bench.must('rm -r /srv/data/sessions');
      expect(await holds(fault)).toBe(false);
      await fault.undo();
      expect((await volume.usage('/srv/data')).inodes).toBe(inodes);
    });
  });

  test(`${engine}: a volume without space has inodes left, and one without inodes has space left: neither fault takes the other's effect for its own`, async () => {
    await onBench(engine, notes({ inodes: 100, log: false }), async bench => {
      const inodes = await injectInto(bench, 'volume.inodes', data);
      const shrunk = await injectInto(bench, 'volume.shrunk', { ...data, leave: '1m' });
      await bench.stack.services.get('notes')!.can.volume!.resize('/srv/data', { sizeBytes: 4 * 1024 ** 2 });
      expect(await holds(shrunk)).toBe(false);
      expect(await holds(inodes)).toBe(true);
      await inodes.undo();
      const full = await injectInto(bench, 'volume.full', data);
      expect([await holds(full), await holds(inodes)]).toEqual([true, false]);
    });
  });

  test(`${engine}: volume.shrunk is undone to the size that was there, and leaves a larger one alone`, async () => {
    await onBench(engine, notes({ log: false }), async bench => {
      const volume = bench.stack.services.get('notes')!.can.volume!;
      const size = async (): Promise<number> => (await volume.usage('/srv/data')).sizeBytes / 1024 ** 2;
      const fault = await injectInto(bench, 'volume.shrunk', data);
      expect([await holds(fault), (await size()) < 1]).toEqual([true, true]);
      await volume.resize('/srv/data', { sizeBytes: 6 * 1024 ** 2 });
      expect(await holds(fault)).toBe(false);
      await fault.undo();
      expect(await size()).toBe(6);
    });
  });
}

for (const engine of enginesUnderTest) {
  test(`${engine}: volume.logs-full is not ended by deleting the log while the service holds it, but by starting the service anew`, async () => {
    await onBench(engine, notes(), async bench => {
      const fault = await injectInto(bench, 'volume.logs-full', { service: 'notes', log: '/srv/data/app.log' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringMatching(/app\.log is held open by pid \d+/) });
      await bench.must('rm /srv/data/app.log');
      expect([await holds(fault), await keepsNotes(bench)]).toEqual([true, false]);
      const control = bench.stack.services.get('notes')!.can.process!;
      await control.stop();
      await control.start();
      await expect.poll(() => keepsNotes(bench)).toBe(true);
      expect(await holds(fault)).toBe(false);
      await bench.must('echo kept >> /srv/data/app.log');
      await fault.undo();
      expect(await bench.must('tail -n 1 /srv/data/app.log')).toBe('kept');
    });
  });

  test(`${engine}: volume.logs-full cuts the log where it was, also where it was deleted, renamed or its service stopped meanwhile`, async () => {
    await onBench(engine, notes(), async bench => {
      const web = bench.stack.services.get('notes')!;
      const log = { service: 'notes', log: '/srv/data/app.log' };
      await expect.poll(() => keepsNotes(bench)).toBe(true);
      const before = await bench.must('cat /srv/data/app.log');
      const stopped = await injectInto(bench, 'volume.logs-full', log);
      await web.can.process!.stop();
      await stopped.undo();
      expect(await bench.must('cat /srv/data/app.log')).toBe(before);
      await web.can.process!.start();
      await expect.poll(() => keepsNotes(bench)).toBe(true);

      const removed = await injectInto(bench, 'volume.logs-full', { ...log, removed: true });
      expect(await bench.must('ls /srv/data')).toBe('');
      expect([await holds(removed), await keepsNotes(bench)]).toEqual([true, false]);
      await removed.undo();
      expect([await holds(removed), await keepsNotes(bench)]).toEqual([false, true]);
      await expect(injectInto(bench, 'volume.logs-full', log)).rejects.toThrow('no file that the service may write');
    });
  });

  test(`${engine}: volume.logs-full has no effect where the deleted log is held by nobody`, async () => {
    await onBench(engine, notes({ log: false }), async bench => {
      await bench.must('echo once > /srv/data/app.log; chmod 666 /srv/data/app.log');
      const fault = await injectInto(bench, 'volume.logs-full', { service: 'notes', log: '/srv/data/app.log', removed: true });
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      expect(await keepsNotes(bench)).toBe(true);
      await fault.undo();
    });
  });

  test(`${engine}: volume.read-only kills who has files open for writing and starts it on what it cannot write`, async () => {
    await onBench(engine, notes(), async bench => {
      const web = bench.stack.services.get('notes')!;
      const began = (await web.status()).startedAt;
      const fault = await injectInto(bench, 'volume.read-only', data);
      expect((await web.status()).startedAt).not.toEqual(began);
      // It opens its log when it starts.
      await expect.poll(async () => (await web.status()).state).toBe('exited');
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('EROFS; notes is exited') });
      await fault.undo();
      await fault.undo();
      await expect.poll(() => keepsNotes(bench)).toBe(true);
      expect(await holds(fault)).toBe(false);
    });
  });

  test(`${engine}: volume.read-only changes nothing where a command of the operator writes`, async () => {
    await onBench(engine, notes(), async bench => {
      await bench.must('sleep 60 > /srv/data/export.csv &');
      await expect(injectInto(bench, 'volume.read-only', data)).rejects.toThrow('something else has files on it open for writing');
      await expect.poll(() => keepsNotes(bench)).toBe(true);
    });
  });
}
