import { expect, test } from '@playwright/test';
import type { RunningStack } from '../engines/engine.ts';
import { cache, database, stackOf, webService } from '../engines/testing/stack-of.ts';
import { shellOn, withStack } from '../engines/testing/with-stack.ts';
import type { InjectedFault } from './fault.ts';
import { faults } from './index.ts';

const inject = async (running: RunningStack, kind: string, settings: unknown): Promise<InjectedFault> => {
  const fault = faults.find(kind)!;
  const checked = fault.settings.parse(settings);
  expect(fault.check?.(checked, running.spec) ?? []).toEqual([]);
  return fault.inject(checked, { stack: running, signal: new AbortController().signal, pick: candidates => candidates[0] });
};
const holds = async (fault: InjectedFault): Promise<boolean> => (await fault.proveEffect()).held;
const oneWeb = (): ReturnType<typeof stackOf> => stackOf({ web: webService('hello', 8080) });

test('service.stop has effect until somebody starts the service', async () => {
  await withStack('processes', oneWeb(), async running => {
    const fault = await inject(running, 'service.stop', { service: 'web' });
    expect(await holds(fault)).toBe(true);
    await running.services.get('web')!.can.process!.start();
    expect(await holds(fault)).toBe(false);
  });
});

test('process.kill has no effect on a service that is restarted by its policy', async () => {
  await withStack('processes', stackOf({ web: webService('hello', 8080), phoenix: { ...webService('again', 8081), restart: 'always' } }), async running => {
    const killed = await inject(running, 'process.kill', { service: 'web' });
    expect(await killed.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('SIGKILL') });
    await killed.undo();
    expect(await holds(killed)).toBe(false);
    const again = await inject(running, 'process.kill', { service: 'phoenix', signal: 'KILL' });
    await expect.poll(() => holds(again)).toBe(false);
  });
});

test('process.kill with a signal that the service ignores has no effect', async () => {
  await withStack('processes', stackOf({ deaf: { run: `bash -c "trap : USR1; while true; do sleep 0.1; done"` } }), async running => {
    const fault = await inject(running, 'process.kill', { service: 'deaf', signal: 'SIGCONT' });
    expect(await fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('still runs') });
  });
});

test('process.pause freezes all processes until they are resumed or replaced', async () => {
  await withStack('processes', oneWeb(), async running => {
    const fault = await inject(running, 'process.pause', { service: 'web' });
    expect(await holds(fault)).toBe(true);
    await fault.undo();
    await fault.undo();
    expect(await holds(fault)).toBe(false);
  });
});

test('volume.full fails the service\'s own writes until space is made, by whomever', async () => {
  const mounts = [{ kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location: { file: 'c', line: 1, column: 1 } }] as const;
  const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }] });
  await withStack('processes', stack, async running => {
    const fault = await inject(running, 'volume.full', { service: 'web', path: '/srv/data' });
    expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('ENOSPC') });
    expect((await running.services.get('web')!.exec(['ls', '/srv/data'])).stdout).toBe('access.log.1\naccess.log.2\naccess.log.3\n');
    await running.services.get('web')!.exec(['rm', '/srv/data/access.log.1']);
    expect(await holds(fault)).toBe(false);
    await fault.undo();
  });
});

test('volume.full refuses a path without a size of its own, which would fill the machine', () => {
  const fault = faults.find('volume.full')!;
  expect(fault.check?.({ service: 'web', path: '/srv' }, oneWeb())).toEqual([expect.stringContaining('with a size')]);
  expect(fault.check?.({ service: 'wab', path: '/srv' }, oneWeb())).toEqual([expect.stringContaining('did you mean "web"')]);
});

test('postgres.lock-table: cancelling does not end it, terminating does', async () => {
  await withStack('processes', stackOf({ database }), async running => {
    const run = await shellOn(running);
    const psql = (query: string): Promise<unknown> => run(`PGPASSWORD=secret psql -h database -U postgres -Atc "${query}"`);
    await psql('create table messages (id int)');
    const fault = await inject(running, 'postgres.lock-table', { service: 'database', table: 'messages' });
    expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('55P03') });
    await psql("select pg_cancel_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
    expect(await holds(fault)).toBe(true);
    await psql("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
    await expect.poll(() => holds(fault)).toBe(false);
    await fault.undo();
  });
});

test('postgres.connections leaves the superuser\'s reserve, and ends when the sessions are ended', async () => {
  await withStack('processes', stackOf({ database: { ...database, roles: { app: 'app' } } }), async running => {
    const run = await shellOn(running);
    const psql = (query: string): ReturnType<typeof run> => run(`PGPASSWORD=secret psql -h database -U postgres -Atc "${query}"`);
    await psql("create role app login password 'secret'");
    const fault = await inject(running, 'postgres.connections', { service: 'database' });
    expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('53300') });
    expect((await psql('select 1')).stdout).toBe('1\n');
    await psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
    await expect.poll(() => holds(fault)).toBe(false);
    await fault.undo();
  });
});

test('network.cut and network.slow act between services until the network is mended', async () => {
  await withStack('processes', stackOf({ web: webService('hello', 8080), cache }), async running => {
    const slow = await inject(running, 'network.slow', { service: 'web', peer: 'cache', delay: '150ms' });
    expect(await slow.proveEffect()).toMatchObject({ held: true });
    await slow.undo();
    expect(await holds(slow)).toBe(false);
    const cut = await inject(running, 'network.cut', { service: 'cache', network: 'default' });
    expect(await cut.proveEffect()).toMatchObject({ held: true, proof: 'cache is on no network with 0 of 1 addresses' });
    await cut.undo();
    expect(await holds(cut)).toBe(false);
  });
});

test('queue.flood and job.poison are in the queue until somebody takes them out', async () => {
  await withStack('processes', stackOf({ cache }), async running => {
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

test('command proves with its own line, and a line that fails to inject is our trouble, not an effect', async () => {
  await withStack('processes', oneWeb(), async running => {
    const fault = await inject(running, 'command', { on: 'web', inject: 'touch /tmp/broken', prove: 'test -e /tmp/broken', undo: 'rm -f /tmp/broken' });
    expect(await holds(fault)).toBe(true);
    await fault.undo();
    expect(await holds(fault)).toBe(false);
    await expect(inject(running, 'command', { inject: 'false', prove: 'true' })).rejects.toThrow(/ended with status 1/);
  });
});
