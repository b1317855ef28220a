import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { database, stackOf } from '../../engines/testing/stack-of.ts';
import { benchOf, injectInto, onBench } from '../testing/bench.ts';
import { deployBadConfig } from './bad-config.ts';
import { deployBadVersion } from './bad-version.ts';
import { folder, greeter, greets, restartWeb } from './testing/greeter.ts';

const wrong = (settings: unknown): string =>
  deployBadConfig.settings
    .safeParse(settings)
    .error?.issues.map(({ message }) => message)
    .join('; ') ?? '';
const file = `${folder}/greeting.txt`;
const badFile = { service: 'web', files: [{ file, replace: 'hello', with: 'bye' }] };

test('settings of deployments name what is allowed, and what the stack gives', () => {
  expect(wrong({ service: 'web' })).toContain('expected environment, files, or both');
  expect(wrong({ service: 'web', environment: {} })).toContain('expected at least one variable');
  expect(wrong({ service: 'web', environment: { 'A B': 'x' } })).not.toBe('');
  expect(wrong({ service: 'web', files: [{ file: '/x' }] })).toContain('expected { file: /path, replace');
  expect(deployBadVersion.settings.safeParse({ service: 'web', environment: { A: 'x' } }).error?.message).toContain(
    'expected command, files',
  );
  const check = (environment: Readonly<Record<string, string | null>>): readonly string[] | undefined =>
    deployBadConfig.check?.(deployBadConfig.settings.parse({ service: 'web', environment }), greeter());
  expect(check({ WHOM: null })).toEqual([]);
  expect(check({ WHOM: 'world' })).toEqual([expect.stringContaining('expected another one than the stack gives')]);
  expect(check({ OTHER: null })).toEqual([expect.stringContaining('expected one of WHOM')]);
});

for (const engine of enginesUnderTest) {
  test(`${engine}: a wrong single file is wrong for the service and in the operator's copy, and mended by a good one and a restart`, async () => {
    await onBench(engine, greeter({ mounts: ['server.js', 'greeting.txt'] }), async bench => {
      await expect.poll(() => greets(bench)).toBe(true);
      await bench.must('cp /opt/web/greeting.txt /opt/web/greeting.bak');
      const injected = await injectInto(bench, 'deploy.bad-config', badFile);
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true });
      expect(await bench.must('cat /opt/web/greeting.txt')).toBe('bye');
      await restartWeb(bench);
      await expect.poll(() => greets(bench)).toBe(false);
      expect(await injected.proveEffect()).toMatchObject({ held: true });
      await bench.must('cp /opt/web/greeting.bak /opt/web/greeting.txt');
      await restartWeb(bench);
      await expect.poll(() => greets(bench)).toBe(true);
      expect(await injected.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('no longer what was deployed') });
      await injected.undo();
      expect(await bench.must('cat /opt/web/greeting.txt')).toBe('hello');
    });
  });

  test(`${engine}: on one server the operator mends the very file that the service reads`, async () => {
    await onBench(engine, greeter({}, { layout: 'host' }), async bench => {
      await expect.poll(() => greets(bench)).toBe(true);
      const injected = await injectInto(bench, 'deploy.bad-config', badFile);
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true });
      await expect.poll(() => greets(bench)).toBe(false);
      await bench.must('sed -i s/bye/hello/ /opt/web/greeting.txt');
      await restartWeb(bench);
      await expect.poll(() => greets(bench)).toBe(true);
      expect(await injected.proveEffect()).toMatchObject({ held: false });
      const other = await injectInto(bench, 'deploy.bad-config', { service: 'web', environment: { WHOM: 'nobody' } });
      await expect.poll(() => other.proveEffect()).toMatchObject({ held: true });
      await expect.poll(() => greets(bench)).toBe(false);
      await other.undo();
      await expect.poll(() => greets(bench)).toBe(true);
    });
  });

  test(`${engine}: a release that ends at once and a variable that is missing last over restarts, until somebody deploys another one`, async () => {
    await onBench(engine, greeter({ restart: 'on-failure' }), async bench => {
      const broken = await injectInto(bench, 'deploy.bad-version', { service: 'web', command: `node ${folder}/nothing.js` });
      await expect.poll(() => broken.proveEffect()).toMatchObject({ held: true });
      await restartWeb(bench);
      await expect
        .poll(() => broken.proveEffect())
        .toMatchObject({ held: true, proof: expect.stringContaining('with what was deployed: the command') });
      expect(await greets(bench)).toBe(false);
      const missing = await injectInto(bench, 'deploy.bad-config', { service: 'web', environment: { WHOM: null } });
      expect(await broken.proveEffect()).toMatchObject({ held: false, proof: 'web was deployed anew' });
      await expect
        .poll(() => missing.proveEffect())
        .toMatchObject({ held: true, proof: expect.stringMatching(/^web runs since .*: WHOM$/) });
      // Somebody else's is none of the first one's.
      await broken.undo();
      expect(await missing.proveEffect()).toMatchObject({ held: true });
      await bench.stack.services.get('web')?.can.process?.stop();
      expect(await missing.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('web is stopped') });
    });
  });

  test(`${engine}: a release that cannot be brought in leaves all as it was`, async () => {
    await onBench(engine, greeter(), async bench => {
      await expect.poll(() => greets(bench)).toBe(true);
      const pair = [...badFile.files, { file: `${folder}/server.js`, replace: 'not there', with: '' }];
      await expect(injectInto(bench, 'deploy.bad-version', { service: 'web', files: pair })).rejects.toMatchObject({
        code: 'fault-not-injected',
        message: expect.stringContaining('expected a text with "not there"'),
      });
      expect(await bench.must('cat /opt/web/greeting.txt')).toBe('hello');
      await expect.poll(() => greets(bench)).toBe(true);
    });
  });
}

// The other engine keeps all data of a service that is deployed anew.
for (const engine of enginesUnderTest.filter(kind => kind === 'containers')) {
  test(`${engine}: data that the stack names no volume for is not put at risk`, async () => {
    await onBench(engine, stackOf({ database }), async ({ stack }) => {
      const before = await stack.services.get('database')?.status();
      const bench = await benchOf(stack);
      await expect(injectInto(bench, 'deploy.bad-config', { service: 'database', environment: { PGPORT: '1' } })).rejects.toThrow(
        /keeps data at \/var\/lib\/postgresql\/data/,
      );
      expect(await stack.services.get('database')?.status()).toEqual(before);
    });
  });
}
