import { expect, test } from '@playwright/test';
import type { BlockResult, RunningStack } from '../engines/engine.ts';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { cache, database, stackOf, webService } from '../engines/testing/stack-of.ts';
import { orUnsupportedHere } from '../engines/testing/or-unsupported.ts';
import { shellOn, withStack } from '../engines/testing/with-stack.ts';
import type { InjectedFault } from './fault.ts';
import { faults } from './index.ts';

const anyFault = { code: 'fault-not-injected' };
/** A server whose app has a role of its own, and who asks it as the operator. */
const withApp = { ...database, roles: { app: 'app' } };
const operatorOf = async (running: RunningStack): Promise<(query: string) => Promise<BlockResult>> => {
  const run = await shellOn(running);
  const psql = (query: string): Promise<BlockResult> => run(`PGPASSWORD=secret psql -h database -U postgres -Atc "${query}"`);
  await psql("create role app login password 'secret'");
  await psql('create table messages (id int)');
  await psql('alter table messages owner to app');
  return psql;
};

const inject = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> => {
  const fault = faults.find(kind)!;
  const checked = fault.settings.parse(settings);
  expect(fault.check?.(checked, running.spec) ?? []).toEqual([]);
  return fault.inject(checked, { stack: running, signal: new AbortController().signal, pick: candidates => candidates[0] });
};
const holds = async (fault: InjectedFault): Promise<boolean> => (await fault.proveEffect()).held;
const oneWeb = (): ReturnType<typeof stackOf> => stackOf({ web: webService('hello', 8080) });

for (const engine of enginesUnderTest) {
  test(`${engine}: service.stop has effect until somebody starts the service`, async () => {
    await withStack(engine, oneWeb(), async running => {
      const fault = await inject(running, 'service.stop', { service: 'web' });
      expect(await holds(fault)).toBe(true);
      await running.services.get('web')!.can.process!.start();
      expect(await holds(fault)).toBe(false);
    });
  });

  test(`${engine}: service.stop has no effect on what had ended before`, async () => {
    await withStack(engine, stackOf({ once: { run: 'true' } }), async running => {
      await expect.poll(async () => (await running.services.get('once')!.status()).state).toBe('exited');
      const fault = await inject(running, 'service.stop', { service: 'once' });
      expect(await fault.proveEffect()).toEqual({ held: false, proof: 'once had no processes before it was stopped' });
    });
  });

  test(`${engine}: process.kill has no effect on a service that is restarted by its policy`, async () => {
    await withStack(
      engine,
      stackOf({ web: webService('hello', 8080), phoenix: { ...webService('again', 8081), restart: 'always' } }),
      async running => {
        const killed = await inject(running, 'process.kill', { service: 'web' });
        expect(await killed.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('SIGKILL') });
        await killed.undo();
        expect(await holds(killed)).toBe(false);
        const again = await inject(running, 'process.kill', { service: 'phoenix', signal: 'KILL' });
        await expect
          .poll(() => again.proveEffect())
          .toMatchObject({ held: false, proof: expect.stringContaining('restarted by its policy') });
      },
    );
  });

  test(`${engine}: process.kill with a signal that the service ignores has no effect`, async () => {
    await withStack(engine, stackOf({ deaf: { run: `bash -c "trap : USR1; while true; do sleep 0.1; done"` } }), async running => {
      const fault = await inject(running, 'process.kill', { service: 'deaf', signal: 'SIGCONT' });
      expect(await fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('still runs') });
    });
  });

  test(`${engine}: process.pause freezes all processes until they are resumed or replaced`, async () => {
    await withStack(engine, oneWeb(), async running => {
      const fault = await inject(running, 'process.pause', { service: 'web' });
      expect(await holds(fault)).toBe(true);
      await fault.undo();
      await fault.undo();
      expect(await holds(fault)).toBe(false);
    });
  });

  test(`${engine}: volume.full fails the service's own writes until space is made, by whomever`, async () => {
    const mounts = [
      { kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location: { file: 'c', line: 1, column: 1 } },
    ] as const;
    const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }] });
    await withStack(engine, stack, async running => {
      const fault = await inject(running, 'volume.full', { service: 'web', path: '/srv/data' });
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
      const fault = await inject(running, 'volume.full', { service: 'web', path: '/srv/data', leave: '64k' });
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

  test(`${engine}: postgres.lock-table: cancelling does not end it, terminating does`, async () => {
    await withStack(engine, stackOf({ database: withApp }), async running => {
      const psql = await operatorOf(running);
      const fault = await inject(running, 'postgres.lock-table', { service: 'database', table: 'messages' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('55P03') });
      await psql("select pg_cancel_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
      expect(await holds(fault)).toBe(true);
      await psql("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('57P01') });
      await fault.undo();
      const shared = await inject(running, 'postgres.lock-table', { service: 'database', table: 'messages', mode: 'SHARE' });
      expect(await shared.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('ROW EXCLUSIVE NOWAIT: 55P03') });
      await shared.undo();
      await expect.poll(async () => (await psql('begin; lock table messages nowait')).status).toBe(0);
      await expect(inject(running, 'postgres.lock-table', { service: 'database', table: 'mesages' })).rejects.toMatchObject(anyFault);
    });
  });

  test(`${engine}: postgres.lock-table is still proven when those who wait have taken all connections, and never waits for a frozen server`, async () => {
    await withStack(engine, stackOf({ database: withApp }), async running => {
      await operatorOf(running);
      const lock = await inject(running, 'postgres.lock-table', { service: 'database', table: 'messages' });
      const pool = await inject(running, 'postgres.connections', { service: 'database' });
      expect(await lock.proveEffect()).toMatchObject({ held: true });
      await pool.undo();
      await running.services.get('database')!.can.process!.pause();
      const began = performance.now();
      expect(await lock.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('could not be looked at') });
      expect(performance.now() - began).toBeLessThan(4500);
      await Promise.all([lock.undo(), pool.undo()]);
      expect(performance.now() - began).toBeLessThan(5000);
    });
  });

  test(`${engine}: postgres.connections leaves the superuser's reserve, and ends when the sessions are ended`, async () => {
    await withStack(engine, stackOf({ database: withApp }), async running => {
      const psql = await operatorOf(running);
      const fault = await inject(running, 'postgres.connections', { service: 'database' });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('53300') });
      expect((await psql('select 1')).stdout).toBe('1\n');
      await psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('57P01') });
      await fault.undo();
      const some = await inject(running, 'postgres.connections', { service: 'database', leave: 4 });
      await expect
        .poll(() => some.proveEffect())
        .toMatchObject({ held: true, proof: expect.stringMatching(/^[34] connections of database are free, 13 are held/) });
      await some.undo();
      await expect.poll(() => holds(some)).toBe(false);
    });
  });

  test(`${engine}: postgres.connections refuses an app that would take the reserve, and one that cannot log in`, async () => {
    const problem = [expect.stringContaining('no superuser')];
    expect(faults.find('postgres.connections')!.check?.({ service: 'database' }, stackOf({ database }))).toEqual(problem);
    await withStack(engine, stackOf({ database: withApp }), async running => {
      await expect(inject(running, 'postgres.connections', { service: 'database' })).rejects.toMatchObject(anyFault);
      const psql = await operatorOf(running);
      await psql('alter role app superuser');
      await expect(inject(running, 'postgres.connections', { service: 'database' })).rejects.toThrow(/is a superuser/);
      await expect.poll(async () => (await psql("select count(*) from pg_stat_activity where usename = 'app'")).stdout).toBe('0\n');
    });
  });

  test(`${engine}: network.cut acts between services until the network is mended`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      const cut = await inject(running, 'network.cut', { service: 'cache', network: 'default' });
      expect(await cut.proveEffect()).toMatchObject({
        held: true,
        // Docker's name server tells such a one to try again later, or does not answer in time.
        proof: expect.stringMatching(
          /^cache is on no network; the way from cache to web, which was open, is closed: (ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/,
        ),
      });
      await cut.undo();
      await cut.undo();
      expect(await holds(cut)).toBe(false);
    });
  });

  test(`${engine}: network.slow acts between services until the network is mended`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      await orUnsupportedHere(async () => {
        const slow = await inject(running, 'network.slow', { service: 'web', peer: 'cache', delay: '150ms' });
        expect(await slow.proveEffect()).toMatchObject({ held: true });
        await slow.undo();
        expect(await holds(slow)).toBe(false);
      });
    });
  });

  test(`${engine}: queue.flood and job.poison are in the queue until somebody takes them out`, async () => {
    await withStack(engine, stackOf({ cache }), async running => {
      const run = await shellOn(running);
      const flood = await inject(running, 'queue.flood', { service: 'cache', list: 'jobs', count: 2500, job: '{"id":"f-${n}"}' });
      expect(await flood.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('2500') });
      expect((await run('redis-cli -h cache llen jobs')).stdout).toBe('2500\n');
      const poison = await inject(running, 'job.poison', { service: 'cache', list: 'jobs', job: 'not json', also: ['jobs:doing'] });
      expect(await holds(poison)).toBe(true);
      await run('redis-cli -h cache lmove jobs jobs:doing right left');
      expect(await poison.proveEffect()).toMatchObject({ held: true, proof: 'the job is in jobs:doing' });
      await run('redis-cli -h cache flushdb');
      expect([await holds(poison), await holds(flood)]).toEqual([false, false]);
    });
  });

  test(`${engine}: queue.flood counts and takes out no jobs but its own`, async () => {
    await withStack(engine, stackOf({ cache }), async running => {
      const run = await shellOn(running);
      await run('redis-cli -h cache rpush jobs first 9999 "{\\"id\\":\\"f-x\\"}"');
      const flood = await inject(running, 'queue.flood', { service: 'cache', list: 'jobs', count: 1500, job: '{"id":"f-${n}","at":${n}}' });
      expect(await flood.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('397 of the 400 looked at') });
      await flood.undo();
      await flood.undo();
      expect((await run('redis-cli -h cache lrange jobs 0 -1')).stdout).toBe('first\n9999\n{"id":"f-x"}\n');
      // Many jobs of others are no flood of ours.
      await run('seq -f other-%g 3000 | xargs redis-cli -h cache rpush jobs >/dev/null');
      expect(await flood.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('0 of the 400 looked at') });
      await run('redis-cli -h cache set word x');
      await expect(inject(running, 'queue.flood', { service: 'cache', list: 'word', count: 5, job: 'x' })).rejects.toMatchObject(anyFault);
    });
  });

  test(`${engine}: job.poison is known again when a worker rewrites it, or by the worker that it ended`, async () => {
    const worker = {
      run: `bash -c 'while true; do job=$(redis-cli -h cache blpop doomed 1); [ -z "$job" ] || exit 1; done'`,
      dependsOn: [{ service: 'cache', condition: 'service_healthy' }] as const,
    };
    await withStack(engine, stackOf({ cache, worker }), async running => {
      const run = await shellOn(running);
      const rewritten = await inject(running, 'job.poison', {
        service: 'cache',
        list: 'jobs',
        job: '{"id":"p-1","tries":0}',
        match: '"p-1"',
        also: ['dead'],
      });
      await run(`redis-cli -h cache del jobs; redis-cli -h cache lpush dead '{"id":"p-1","tries":5}'`);
      expect(await rewritten.proveEffect()).toEqual({ held: true, proof: 'the job is in dead' });
      await rewritten.undo();
      await rewritten.undo();
      expect(await holds(rewritten)).toBe(false);
      const deadly = await inject(running, 'job.poison', { service: 'cache', list: 'doomed', job: 'x', worker: 'worker' });
      await expect.poll(() => deadly.proveEffect()).toEqual({ held: true, proof: 'the worker worker has ended' });
      await running.services.get('worker')!.can.process!.start();
      expect(await holds(deadly)).toBe(false);
    });
  });

  test(`${engine}: a stack that is lost is our trouble, not an effect and not the lack of one`, async () => {
    await withStack(engine, stackOf({ cache }), async running => {
      const fault = await inject(running, 'job.poison', { service: 'cache', list: 'jobs', job: 'x' });
      await running[Symbol.asyncDispose]();
      await expect(fault.proveEffect()).rejects.toMatchObject({ name: 'HarnessError' });
    });
  });

  test(`${engine}: command proves with its own line, and a line that fails to inject is our trouble, not an effect`, async () => {
    await withStack(engine, oneWeb(), async running => {
      const fault = await inject(running, 'command', {
        on: 'web',
        inject: 'touch /tmp/broken',
        prove: 'test -e /tmp/broken',
        undo: 'rm -f /tmp/broken',
      });
      expect(await holds(fault)).toBe(true);
      await fault.undo();
      expect(await holds(fault)).toBe(false);
      await expect(inject(running, 'command', { inject: 'false', prove: 'true' })).rejects.toThrow(/before anything was injected/);
      await expect(inject(running, 'command', { inject: 'exit 7', prove: 'false' })).rejects.toThrow(/ended with status 7/);
      const stubborn = await inject(running, 'command', {
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
