import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { cache, stackOf } from '../../engines/testing/stack-of.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { redisCli, redisStack } from '../testing/redis.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

const service = 'cache';
const anyFault = { code: 'fault-not-injected' };
const sql = { service: 'database', put: 'select 1', remaining: 'select 1' };
const command = { put: 'true', remaining: 'echo 0' };

test('queue and job faults take one place, and what belongs to it', () => {
  for (const [kind, settings, message] of [
    ['queue.flood', { count: 5, job: 'x' }, 'expected one place: `service` and `list` (or `redis`), `sql`, or `command`'],
    ['queue.flood', { service, list: 'jobs', sql, count: 5 }, 'expected one place: '],
    ['queue.flood', { service, count: 5, job: 'x' }, 'expected `list`, too: the key of the list'],
    ['queue.flood', { list: 'jobs', count: 5, job: 'x' }, 'expected `service`, too: the Redis server'],
    [
      'queue.flood',
      { service, list: 'jobs', count: 5_000_000, job: 'x'.repeat(100) },
      'unexpected 477 MiB of jobs, expected at most 256 MiB: fewer or shorter ones',
    ],
    ['queue.flood', { service, list: 'jobs', count: 5 }, 'expected `job`, what is put into the list'],
    ['queue.flood', { sql, count: 5, end: 'left' }, 'expected no `end` here: it is for `service` and `list`'],
    ['job.poison', { sql, job: 'x' }, 'expected no `job`: the statements of `put` say it'],
    ['job.poison', { redis: { service, list: 'jobs' }, match: 'x', job: 'x' }, 'expected no `match` here'],
    ['job.stuck', { command, job: 'x\ny' }, 'expected a `job` of one line'],
    ['job.stuck', { service, list: 'jobs', job: 'x', age: 'long' }, 'expected a duration, such as 2h'],
  ] as const)
    expect(faults.find(kind)!.settings.safeParse(settings), `${kind} ${JSON.stringify(settings)}`).toMatchObject({
      success: false,
      error: { issues: [{ message: expect.stringContaining(message) }] },
    });
  for (const settings of [
    { service, list: 'jobs', job: 'x' },
    { redis: { service, list: 'jobs', end: 'left', also: ['a'] }, job: 'x' },
    { sql },
    { command },
  ])
    expect(faults.find('job.poison')!.settings.safeParse(settings)).toMatchObject({ success: true });
});

test('a queue or job fault harms the service that it names, in whichever place', () => {
  const stack = redisStack();
  const problems = (kind: string, settings: unknown): readonly string[] => {
    const fault = faults.find(kind)!;
    return fault.check?.(fault.settings.parse(settings), stack) ?? [];
  };
  expect(problems('queue.flood', { redis: { service: 'cahce', list: 'jobs' }, count: 1, job: 'x' })).toEqual([
    expect.stringContaining('did you mean "cache"'),
  ]);
  expect(problems('queue.flood', { command: { ...command, on: 'kafka' }, count: 1 })).toEqual([
    expect.stringContaining('unexpected service "kafka"'),
  ]);
  expect(problems('job.stuck', { sql: { ...sql, service, role: 'ap' } })).toEqual([expect.stringContaining('unexpected role "ap"')]);
  expect(problems('job.poison', { service, list: 'jobs', job: 'x', match: 'y' })).toEqual([expect.stringContaining('a piece of the job')]);
  const flood = faults.find('queue.flood')!;
  expect([flood.target({ command, count: 1 }), flood.target({ sql, count: 1 }), flood.target({ service, list: 'jobs', count: 1 })]).toEqual(
    [undefined, 'database', service],
  );
});

for (const engine of enginesUnderTest) {
  test(`${engine}: queue.flood, job.poison and job.stuck are in the list until somebody takes them out`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must } = bench;
      const flood = await injectInto(bench, 'queue.flood', {
        redis: { service, list: 'jobs' },
        count: 2500,
        job: '{"id":"f-${n}"}',
      });
      expect(await flood.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('2500') });
      expect(await must(redisCli('llen jobs'))).toBe('2500');
      const poison = await injectInto(bench, 'job.poison', { service, list: 'jobs', job: 'not json', also: ['jobs:doing'] });
      expect(await poison.proveEffect()).toMatchObject({ held: true });
      await must(redisCli('lmove jobs jobs:doing right left'));
      expect(await poison.proveEffect()).toEqual({ held: true, proof: 'the job is in jobs:doing' });
      const stuck = await injectInto(bench, 'job.stuck', {
        service,
        list: 'jobs:doing',
        job: '{"id":"r-7","since":"${since}"}',
        age: '1d',
      });
      expect(await stuck.proveEffect()).toEqual({ held: true, proof: 'the job is in jobs:doing' });
      const { since } = JSON.parse(await must(redisCli('--raw lindex jobs:doing -1'))) as { since: string };
      expect(Math.round((Date.now() - Date.parse(since)) / 60_000)).toBe(24 * 60);
      await expect(injectInto(bench, 'job.poison', { service, list: 'jobs', job: 'not json', also: ['jobs:doing'] })).rejects.toMatchObject(
        anyFault,
      );
      await must(redisCli('lmove jobs:doing jobs right right'));
      expect(await stuck.proveEffect()).toEqual({ held: false, proof: 'the job is not in jobs:doing' });
      await must(redisCli('flushdb'));
      expect([await poison.proveEffect(), await flood.proveEffect()]).toMatchObject([{ held: false }, { held: false }]);
    });
  });

  test(`${engine}: queue.flood counts and takes out no jobs but its own`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must } = bench;
      await must(redisCli(`rpush jobs first 9999 '{"id":"f-x"}'`));
      const flood = await injectInto(bench, 'queue.flood', { service, list: 'jobs', count: 1500, job: '{"id":"f-${n}","at":${n}}' });
      expect(await flood.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('397 of the 400 looked at') });
      await flood.undo();
      await flood.undo();
      expect(await must(redisCli('lrange jobs 0 -1'))).toBe('first\n9999\n{"id":"f-x"}');
      // Many jobs of others are no flood of ours.
      await must('seq -f other-%g 3000 | xargs redis-cli -h cache rpush jobs >/dev/null');
      expect(await flood.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('0 of the 400 looked at') });
      await must(redisCli('set word x'));
      await expect(injectInto(bench, 'queue.flood', { service, list: 'word', count: 5, job: 'x' })).rejects.toMatchObject(anyFault);
    });
  });

  test(`${engine}: job.poison is known again when a worker rewrites it, or by the worker that it ended`, async () => {
    const worker = {
      run: `bash -c 'while true; do job=$(redis-cli -h cache blpop doomed 1); [ -z "$job" ] || exit 1; done'`,
      dependsOn: [{ service: 'cache', condition: 'service_healthy' }] as const,
    };
    await onBench(engine, stackOf({ cache, worker }), async bench => {
      const { must } = bench;
      const rewritten = await injectInto(bench, 'job.poison', {
        redis: { service, list: 'jobs', match: '"p-1"', also: ['dead'] },
        job: '{"id":"p-1","tries":0}',
      });
      await must(`${redisCli('del jobs')}; ${redisCli(`lpush dead '{"id":"p-1","tries":5}'`)}`);
      expect(await rewritten.proveEffect()).toEqual({ held: true, proof: 'the job is in dead' });
      await rewritten.undo();
      await rewritten.undo();
      expect(await rewritten.proveEffect()).toMatchObject({ held: false });
      const deadly = await injectInto(bench, 'job.poison', { service, list: 'doomed', job: 'x', worker: 'worker' });
      await expect.poll(() => deadly.proveEffect()).toEqual({ held: true, proof: 'the worker worker has ended' });
      await bench.stack.services.get('worker')!.can.process!.start();
      expect(await deadly.proveEffect()).toEqual({ held: false, proof: 'the job is not in doomed, and worker has not ended' });
    });
  });

  test(`${engine}: in tables, queue and job faults are told by statements in the app's own role, all of which count or none`, async () => {
    await onBench(engine, stackOf({ database: databaseWithApp }), async bench => {
      const { must } = bench;
      await prepareApp(bench);
      await must(
        operator(
          `"create table jobs (id serial primary key, kind text, tries int default 0)" -c "alter table jobs owner to app" -c "insert into jobs (kind) values ('mail')"`,
        ),
      );
      const flood = await injectInto(bench, 'queue.flood', {
        sql: {
          service: 'database',
          put: "insert into jobs (kind) select 'digest' from generate_series(1, ${count})",
          remaining: 'select count(*) from jobs',
          undo: "delete from jobs where kind = 'digest'",
        },
        count: 3000,
      });
      expect(await flood.proveEffect()).toEqual({
        held: true,
        proof: 'the tables of database: 3001 jobs remain of the 3000 put there, 1 before the fault',
      });
      await must(app(`"delete from jobs where id > 1400"`));
      expect(await flood.proveEffect()).toMatchObject({ held: false });
      await flood.undo();
      await flood.undo();
      expect(await must(app('"select kind from jobs"'))).toBe('mail');
      const place = {
        service: 'database',
        put: "insert into jobs (kind) values ('broken')",
        remaining: "select count(*) from jobs where kind = 'broken'",
      };
      const poison = await injectInto(bench, 'job.poison', { sql: place });
      expect(await poison.proveEffect()).toMatchObject({ held: true });
      await expect(injectInto(bench, 'job.poison', { sql: place })).rejects.toMatchObject({
        ...anyFault,
        message: expect.stringContaining('tells 1 before any was put, so it would prove nothing'),
      });
      await must(app(`"update jobs set kind = 'dead' where kind = 'broken'"`));
      expect(await poison.proveEffect()).toMatchObject({ held: false });
      // Half of several statements are none.
      const half = { ...place, put: "insert into jobs (kind) values ('broken'); insert into nowhere values (1)" };
      await expect(injectInto(bench, 'job.poison', { sql: half })).rejects.toMatchObject(anyFault);
      expect(await must(app(`"${place.remaining}"`))).toBe('0');
      await expect(injectInto(bench, 'job.poison', { sql: { ...place, remaining: "select 'many'" } })).rejects.toThrow(
        /gave "many", expected a number/,
      );
      const nobody = await injectInto(bench, 'job.stuck', { sql: { ...place, put: "update jobs set tries = 1 where kind = 'none'" } });
      expect(await nobody.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('0 jobs remain') });
    });
  });

  test(`${engine}: for any other queue, lines for sh put jobs, count them and take them out`, async () => {
    await onBench(engine, stackOf({ broker: { run: 'sh -c "touch /tmp/queue; sleep infinity"' } }), async bench => {
      const server = bench.stack.services.get('broker')!;
      const lines = async (): Promise<string> => (await server.exec(['cat', '/tmp/queue'])).stdout;
      await expect.poll(async () => (await server.exec(['test', '-e', '/tmp/queue'])).status).toBe(0);
      const on = 'broker';
      const flood = await injectInto(bench, 'queue.flood', {
        command: { on, put: 'cat >> /tmp/queue', remaining: 'grep -c digest /tmp/queue', undo: 'sed -i /digest/d /tmp/queue' },
        count: 20_000,
        job: '{"kind":"digest","id":${n}}',
      });
      expect(await flood.proveEffect()).toEqual({ held: true, proof: 'the queue of broker: 20000 jobs remain of the 20000 put there' });
      expect((await lines()).split('\n').slice(0, 2)).toEqual(['{"kind":"digest","id":0}', '{"kind":"digest","id":1}']);
      await flood.undo();
      await flood.undo();
      expect([await lines(), await flood.proveEffect()]).toMatchObject(['', { held: false }]);
      const stuck = await injectInto(bench, 'job.stuck', {
        command: { on, put: 'read job; echo $job since ${since} > /tmp/queue', remaining: 'grep -c running /tmp/queue' },
        job: 'running ${since}',
      });
      expect(await lines()).toMatch(/^running (20\S+Z) since \1\n$/);
      expect(await stuck.proveEffect()).toMatchObject({ held: true });
      await server.exec(['rm', '/tmp/queue']);
      // Who cannot tell tells nothing.
      expect(await stuck.proveEffect()).toMatchObject({
        held: false,
        proof: expect.stringContaining('printed nothing and ended with status 2'),
      });
      await stuck.undo();
      const failing = {
        on,
        put: 'echo poison > /tmp/queue; exit 3',
        remaining: 'grep -sc poison /tmp/queue || test -e /tmp/queue || echo 0',
        undo: 'rm -f /tmp/queue',
      };
      await expect(injectInto(bench, 'job.poison', { command: failing })).rejects.toThrow(/ended with status 3/);
      expect((await server.exec(['test', '-e', '/tmp/queue'])).status).toBe(1);
      const onBastion = await injectInto(bench, 'job.poison', {
        command: { put: 'touch /tmp/poison', remaining: 'ls /tmp | grep -c poison' },
      });
      expect(await onBastion.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('the queue of the bastion') });
    });
  });
}
