import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { cache, database, stackOf, webService } from '../../engines/testing/stack-of.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { clockSkew } from './skew.ts';

const wrong = (settings: unknown): string =>
  clockSkew.settings
    .safeParse(settings)
    .error?.issues.map(({ message }) => message)
    .join('; ') ?? '';

test('a clock is set by a duration with a sign, not by less than an answer can show', () => {
  expect(clockSkew.settings.parse({ service: 'api', by: '-1h30m' })).toMatchObject({ by: -5_400_000 });
  expect(wrong({ service: 'api', by: '2h' })).toContain('expected + (fast) or - (slow) in front');
  for (const by of ['+5s', '-0s', '+20000d', '+soon']) expect(wrong({ service: 'api', by }), by).toContain('expected 10s to 3650d');
  expect(wrong({ service: 'api', by: '+1h', shownBy: 'date' })).toContain('expected sql, { http: an address }');
});

test('where nothing tells the time of a service, the scenario must say what does', () => {
  const stack = stackOf({ worker: { run: 'sleep 1000' }, cache, web: { ...webService('web', 8080), expose: [8080] } });
  expect(clockSkew.check?.({ service: 'worker', by: 1e6 }, stack)).toEqual([expect.stringContaining('expected shownBy')]);
  expect(clockSkew.check?.({ service: 'web', by: 1e6 }, stack)).toEqual([]);
  expect(clockSkew.check?.({ service: 'cache', by: 1e6 }, stack)).toEqual([expect.stringContaining('"cache", a Redis')]);
  expect(clockSkew.check?.({ service: 'worker', by: 1e6, shownBy: { query: { service: 'databse', sql: 'select 1' } } }, stack)).toEqual([
    expect.stringContaining('unexpected service "databse"'),
  ]);
});

for (const engine of enginesUnderTest) {
  test(`${engine}: a database tells its own time, and what a worker writes tells the worker's`, async () => {
    const beat = `while sleep 0.2; do PGPASSWORD=secret psql -h database -U postgres -Xq -c "insert into beats values ('$(date -Is)')"; done`;
    const stack = stackOf({
      database: { ...database, ownClock: true },
      worker: { image: 'postgres:15', command: ['bash', '-c', beat], run: beat, ownClock: true, stopSignal: 'SIGKILL' },
    });
    await onBench(engine, stack, async bench => {
      await bench.must(`PGPASSWORD=secret psql -h database -U postgres -c "create table beats (at timestamptz)"`);
      const query = { service: 'database', sql: 'select max(at) from beats' };
      const rows = async (): Promise<string> => await bench.must(`PGPASSWORD=secret psql -h database -U postgres -XAt -c "${query.sql}"`);
      await expect.poll(rows).not.toBe('');
      const [one, two] = await Promise.all([
        injectInto(bench, 'clock.skew', { service: 'database', by: '-3d' }),
        injectInto(bench, 'clock.skew', { service: 'worker', by: '+6h', shownBy: { query } }),
      ]);
      expect(await one.proveEffect()).toEqual({ held: true, proof: 'the time that database itself tells is 72 h 0 min behind' });
      await expect.poll(() => two.proveEffect()).toMatchObject({ held: true });
      await one.undo();
      expect(await one.proveEffect()).toEqual({ held: false, proof: 'the time that database itself tells is right' });
      expect(await two.proveEffect()).toMatchObject({ held: true });
    });
  });

  test(`${engine}: a service that is started again still has the wrong time, and one that does not run has none`, async () => {
    await onBench(engine, stackOf({ web: { ...webService('web', 8080), expose: [8080], ownClock: true } }), async bench => {
      const injected = await injectInto(bench, 'clock.skew', { service: 'web', by: '-20m' });
      const control = bench.stack.services.get('web')?.can.process;
      await control?.stop();
      expect(await injected.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('could not be looked at') });
      await control?.start();
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true });
      await control?.stop();
      await injected.undo();
      await control?.start();
      await expect.poll(() => injected.proveEffect()).toEqual({ held: false, proof: 'the time that web itself tells is right' });
    });
  });
}
