import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { cache, database, stackOf, webService } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import type { RunningStack } from '../engines/engine.ts';
import { withRedis } from '../operations/redis-session.ts';
import { withSession } from '../operations/sql-session.ts';
import { changesBetween, takeSnapshot, unseenIn } from './compare.ts';

test.describe.configure({ timeout: 120_000 });

const location = { file: 'compose.yaml', line: 1, column: 1 };
const web = {
  ...webService('hello'),
  mounts: [{ kind: 'volume' as const, volume: 'data', target: '/home/node', readOnly: false, location }],
};
const options = { timeoutMs: 10_000, signal: new AbortController().signal };

async function ask(stack: RunningStack, query: string): Promise<void> {
  await withSession(stack, { service: 'database', role: 'postgres', ...options }, session => session.query(query));
}

for (const engine of enginesUnderTest)
  test(`${engine}: sees what was restarted, written, made, taken away and set otherwise, and nothing else`, async () => {
    await withStack(engine, stackOf({ database, cache, web }, { volumes: [{ name: 'data' }] }), async stack => {
      await ask(stack, 'create table jobs (id int primary key); insert into jobs select generate_series(1, 9)');
      await stack.services.get('web')?.exec(['sh', '-c', 'echo old > /home/node/kept']);
      const before = await takeSnapshot(stack, options);
      expect(changesBetween(before, await takeSnapshot(stack, options))).toEqual([]);

      await stack.services.get('web')?.can.process?.stop();
      await stack.services.get('web')?.can.process?.start();
      await stack.services.get('web')?.exec(['sh', '-c', 'echo new line > /home/node/made; rm /home/node/kept']);
      await ask(stack, 'delete from jobs where id > 4; create index by_id on jobs (id)');
      await ask(stack, "alter system set work_mem = '9MB'");
      await ask(stack, 'select pg_reload_conf()');
      await withRedis(stack, 'cache', options, async client => {
        await client.set('flag', 'x');
        await client.lpush('queue', 'job');
        await client.config('SET', 'maxmemory', '99mb');
      });
      await expect
        .poll(async () => changesBetween(before, await takeSnapshot(stack, options)).some(({ thing }) => thing.endsWith('work_mem')))
        .toBe(true);

      const after = await takeSnapshot(stack, options);
      expect(
        changesBetween(before, after).map(({ aspect, thing, before: was, after: is }) => [aspect, thing, ...shape(was), ...shape(is)]),
      ).toEqual([
        ['restarts', 'web-1', 'some', 'some'],
        ['files', 'web: /home/node/kept', 'some', 'none'],
        ['files', 'web: /home/node/made', 'none', 'some'],
        ['schema', 'database: index public.by_id', 'none', 'some'],
        ['rows', 'database: table public.jobs', 'some', 'some'],
        ['rows', 'cache: key flag', 'none', 'some'],
        ['configuration', 'database: setting work_mem', 'some', 'some'],
        ['configuration', 'cache: parameter maxmemory', 'some', 'some'],
        ['configuration', 'database: written setting work_mem', 'none', 'some'],
      ]);
      expect(unseenIn(before, after)).toEqual([]);

      await stack.services.get('database')?.can.process?.stop();
      const down = await takeSnapshot(stack, options);
      expect(unseenIn(down).map(({ aspect, what }) => [aspect, what])).toEqual([
        ['schema', 'database'],
        ['rows', 'database'],
        ['sessions', 'database'],
        ['configuration', 'database'],
      ]);
      expect(changesBetween(before, down).filter(({ thing }) => thing.startsWith('database:'))).toEqual([]);
    });
  });

function shape(value: string | undefined): readonly string[] {
  return [value === undefined ? 'none' : 'some'];
}
