import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { cache, stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { InjectedFault } from '../fault.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';

const becomes = (fault: InjectedFault, held: boolean, proof: string): Promise<void> =>
  expect.poll(() => fault.proveEffect()).toMatchObject({ held, proof: expect.stringContaining(proof) });

test('process.kill takes no signal that only freezes', () => {
  const settings = faults.find('process.kill')!.settings;
  for (const signal of ['SIGSTOP', 'TSTP']) expect(settings.safeParse({ service: 'web', signal }).success, signal).toBe(false);
  expect(settings.safeParse({ service: 'web', signal: 'TERM' }).success).toBe(true);
});

for (const engine of enginesUnderTest) {
  test(`${engine}: process.files-exhausted ends where an operator raises the limit, and takes what connections give back`, async () => {
    await onBench(engine, stackOf({ web: webService('hello', 8080) }, { layout: 'host' }), async bench => {
      const { stack, run } = bench;
      // Open before the fault: when it goes, its descriptor becomes free below all others.
      const open = await Promise.all([stack.dial('localhost', 8080), stack.dial('localhost', 8080)]);
      const web = stack.services.get('web')!.can.process!;
      const before = (await web.inspect()).find(({ listens }) => listens.length > 0)!;
      const fault = await injectInto(bench, 'process.files-exhausted', { service: 'web' });
      await becomes(fault, true, 'is closed without a byte');
      for (const stream of open) stream.destroy();
      await expect
        .poll(async () => (await web.inspect()).find(({ listens }) => listens.length > 0)!.openFiles.length)
        .toBeLessThan(before.openFiles.length);
      await becomes(fault, true, 'is closed without a byte');
      expect((await run('curl -sf -m 1 http://localhost:8080/')).status).not.toBe(0);

      const raised = await run(`prlimit --pid ${before.pid} --nofile=600:`);
      expect(raised).toMatchObject({ status: 0 });
      await becomes(fault, false, 'more');
      expect((await run('curl -sf -m 1 http://localhost:8080/')).stdout).toBe('hello');
      await fault.undo();
      // What the operator set is the operator's.
      expect((await web.inspect()).find(({ listens }) => listens.length > 0)!.limits.openFiles).toBe(600);
    });
  });

  test(`${engine}: limits harm what has no port, what dies of them, and nothing that is gone`, async () => {
    const worker = { run: `bash -c "while true; do sleep 0.1; echo turn; done"` };
    await onBench(engine, stackOf({ worker, cache, once: { run: 'true' } }), async bench => {
      const { stack, must, run } = bench;
      const files = await injectInto(bench, 'process.files-exhausted', { service: 'worker' });
      await becomes(files, true, 'can open no more (EMFILE)');
      await files.undo();
      await becomes(files, false, 'more');

      await must('redis-cli -h cache set a 1');
      await must('redis-cli -h cache config set dir /tmp');
      const size = await injectInto(bench, 'process.file-size', { service: 'cache', path: '/tmp/dump.rdb' });
      await becomes(size, true, 'may make no file longer than 0');
      expect((await run('redis-cli -h cache save')).stdout).not.toContain('OK');
      const { state } = await stack.services.get('cache')!.status({ health: false });
      await becomes(size, true, state === 'exited' ? 'ended by SIGXFSZ' : 'may make no file longer than 0');
      await stack.services.get('cache')!.can.process!.stop({ graceMs: 500 });
      await stack.services.get('cache')!.can.process!.start();
      await becomes(size, false, 'are gone');
      await size.undo();

      await expect.poll(async () => (await stack.services.get('once')!.status()).state).toBe('exited');
      const gone = await injectInto(bench, 'process.files-exhausted', { service: 'once' });
      await becomes(gone, false, 'once had no processes');
      await gone.undo();
    });
  });

  test(`${engine}: process.file-size ends for a while where an operator empties the file, and comes back when it has grown`, async () => {
    const script = `require('http').createServer((request, answer) => require('fs').appendFile('/tmp/app.log', 'x'.repeat(100), error => { answer.statusCode = error ? 500 : 200; answer.end() })).listen(8080)`;
    await onBench(engine, stackOf({ web: { ...webService('hello', 8080), run: `node -e "${script}"` } }), async bench => {
      const web = bench.stack.services.get('web')!;
      const asked = async (): Promise<number> => (await bench.run('curl -sf -m 1 http://web:8080/')).status;
      for (let times = 0; times < 3; times++) await asked();
      const fault = await injectInto(bench, 'process.file-size', { service: 'web', path: '/tmp/app.log' });
      expect(await asked()).toBe(22);
      await web.exec(['sh', '-c', ': > /tmp/app.log']);
      await becomes(fault, false, 'is 0 bytes long and may become');
      await expect.poll(asked).toBe(22);
      await becomes(fault, true, '(EFBIG)');
      await web.exec(['rm', '/tmp/app.log']);
      await becomes(fault, false, 'is not there');
      await fault.undo();
    });
  });
}

test('settings of limits and leaks name what is allowed', () => {
  const wrong = (kind: string, settings: unknown): string | undefined =>
    faults.find(kind)!.settings.safeParse(settings).error?.issues[0]?.message;
  expect(wrong('process.file-size', { service: 'web', path: 'app.log' })).toBe('expected an absolute path inside the service');
  expect(wrong('process.file-size', { service: 'web', path: '/a', leave: '64q' })).toBe('expected a size up to 16g, such as 64k');
  expect(wrong('node.memory-leak', { service: 'web', rate: '1k' })).toBe('expected a size from 1m up to 1g, such as 20m');
  expect(wrong('scheduler.stopped', { service: 'a', lastRun: { command: 'date' }, period: '1d' })).toBe(
    'expected a duration from 100ms up to 10m, such as 3s',
  );
  expect(wrong('scheduler.stopped', { service: 'a', lastRun: {}, period: '1s' })).toBe('expected one of `sql`, `redis`, `command`');
  expect(wrong('host.down', { services: ['a', 'a'] })).toBe('expected each service once');
  expect(faults.find('process.files-exhausted')!.settings.safeParse({ service: 'web', leave: -1 }).success).toBe(false);
});
