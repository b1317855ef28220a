import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { withRedis } from '../../operations/redis-session.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { redisCli, redisStack } from '../testing/redis.ts';
import { keepKeys } from './kept-keys.ts';

const service = 'cache';
const anyFault = { code: 'fault-not-injected' };
const parse = (kind: string, settings: unknown): unknown => faults.find(kind)!.settings.safeParse(settings);

test('redis.max-memory takes one limit, with a unit', () => {
  expect(parse('redis.max-memory', { service, limit: '64m' })).toMatchObject({ data: { limit: 64 * 1024 ** 2, policy: 'noeviction' } });
  for (const [settings, message] of [
    [{ limit: '64 apples' }, 'expected a size, such as 64m'],
    [{ limit: '1m', leave: '1m' }, 'expected either `limit` or `leave`'],
    [{ limit: 0 }, 'expected a limit above 0, which would mean none'],
    [{ policy: 'allkeys-lru' }, 'Invalid option: expected one of "noeviction"'],
  ] as const)
    expect(parse('redis.max-memory', { service, ...settings })).toMatchObject({
      error: { issues: [{ message: expect.stringContaining(message) }] },
    });
});

for (const engine of enginesUnderTest) {
  test(`${engine}: redis.max-memory ends when data is deleted, and its undo leaves what somebody has set since`, async () => {
    await onBench(engine, redisStack('--maxmemory', '100mb'), async bench => {
      const { must } = bench;
      await must(`head -c 2000000 /dev/zero | ${redisCli('-x set report:2023')}`);
      const full = await injectInto(bench, 'redis.max-memory', { service });
      expect(await full.proveEffect()).toEqual({
        held: true,
        proof: expect.stringContaining('cache refuses a write: OOM command not allowed'),
      });
      expect(await must(`${redisCli('get nothing')} && ${redisCli('ping')}`)).toBe('PONG');
      await must(redisCli('del report:2023'));
      expect(await full.proveEffect()).toEqual({ held: false, proof: 'cache takes writes' });
      await full.undo();
      expect(await must(redisCli('config get maxmemory'))).toBe('maxmemory\n104857600');
      const again = await injectInto(bench, 'redis.max-memory', { service, policy: 'volatile-ttl' });
      expect(await again.proveEffect()).toMatchObject({ held: true });
      await must(redisCli('config set maxmemory 50mb'));
      await again.undo();
      expect(await must(`${redisCli('config get maxmemory')}; ${redisCli('config get maxmemory-policy')}`)).toBe(
        'maxmemory\n52428800\nmaxmemory-policy\nnoeviction',
      );
      // Nothing of the looks stays.
      expect(await must(redisCli('dbsize'))).toBe('0');
    });
  });

  test(`${engine}: redis.clients keeps or ends the connections of the app, counts what it leaves, and gives the limit back`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must } = bench;
      const waiting = `redis-cli -h cache blpop orders 0`;
      await must(`(${waiting}; echo over >>/tmp/first) >/tmp/first.log 2>&1 &`);
      await expect.poll(() => must(redisCli('info clients'))).toContain('blocked_clients:1');
      const kept = await injectInto(bench, 'redis.clients', { service });
      expect(await kept.proveEffect()).toEqual({
        held: true,
        proof: 'a new connection to cache is answered with -ERR max number of clients reached; 20 are held by idle clients',
      });
      await kept.undo();
      expect(await must(`${redisCli('config get maxclients')}; cat /tmp/first 2>/dev/null; true`)).toBe('maxclients\n10000');
      const ended = await injectInto(bench, 'redis.clients', { service, pooled: 'end' });
      expect(await ended.proveEffect()).toMatchObject({ held: true });
      await expect.poll(() => must('cat /tmp/first 2>/dev/null; true')).toBe('over');
      await ended.undo();
      await ended.undo();
      const some = await injectInto(bench, 'redis.clients', { service, leave: 2 });
      expect(await some.proveEffect()).toEqual({ held: true, proof: '2 connections of cache are free, 20 are held by idle clients' });
      expect(await must(redisCli('ping'))).toBe('PONG');
      // By somebody who got in.
      await must(redisCli('client kill type normal'));
      await expect.poll(() => some.proveEffect()).toEqual({ held: false, proof: 'none of the 20 idle clients is left' });
      await some.undo();
      expect(await must(redisCli('config get maxclients'))).toBe('maxclients\n10000');
      const last = await injectInto(bench, 'redis.clients', { service });
      await bench.stack.services.get(service)!.can.process!.stop();
      await expect.poll(() => last.proveEffect()).toMatchObject({ held: false });
      await last.undo();
    });
  });

  test(`${engine}: redis.clients takes no more places than a server has`, async () => {
    await onBench(engine, redisStack('--maxclients', '6'), async bench => {
      const fault = await injectInto(bench, 'redis.clients', { service });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringMatching(/; [456] are held by idle clients$/) });
      await fault.undo();
      expect(await bench.must(redisCli('config get maxclients'))).toBe('maxclients\n6');
    });
  });

  test(`${engine}: a server that does not let itself be changed is our trouble, and stays as it is`, async () => {
    await onBench(engine, redisStack('--rename-command', 'CONFIG', '', '--rename-command', 'ACL', ''), async bench => {
      for (const kind of ['max-memory', 'evicting', 'no-replicas', 'misconf', 'clients', 'credentials-rotated'])
        await expect(injectInto(bench, `redis.${kind}`, { service }), kind).rejects.toMatchObject(anyFault);
      expect(await bench.must(`${redisCli('set x 1')}; ${redisCli('info clients')}`)).toMatch(/^OK\n[^]*connected_clients:1\r/);
    });
  });

  test(`${engine}: redis.credentials-rotated gives back the very passwords that were there, and leaves the connections that it is told to`, async () => {
    await onBench(engine, redisStack('--requirepass', 'summer-2023'), async bench => {
      const { must } = bench;
      const cli = (password: string, words: string): string => redisCli(`-a ${password} --no-auth-warning ${words}`);
      await must(cli('summer-2023', "acl setuser default '>second'"));
      await must(`(redis-cli -h cache -a second --no-auth-warning blpop orders 0; echo over >/tmp/first) >/tmp/first.log 2>&1 &`);
      await expect.poll(() => must(cli('second', 'info clients'))).toContain('blocked_clients:1');
      const fault = await injectInto(bench, 'redis.credentials-rotated', { service, connections: 'keep' });
      expect(await fault.proveEffect()).toEqual({
        held: true,
        proof: 'a new connection to cache with the old password fails with WRONGPASS, and no client has logged in with the new one',
      });
      await fault.undo();
      await fault.undo();
      expect(await must(`${cli('summer-2023', 'ping')}; ${cli('second', 'ping')}; cat /tmp/first 2>/dev/null; true`)).toBe('PONG\nPONG');
      await expect(injectInto(bench, 'redis.credentials-rotated', { service, password: 'second' })).rejects.toMatchObject({
        ...anyFault,
        message: expect.stringContaining('the new password is the old one'),
      });
      const again = await injectInto(bench, 'redis.credentials-rotated', { service, password: 'winter-2024' });
      await expect.poll(() => must('cat /tmp/first 2>/dev/null; true')).toBe('over');
      // What somebody has set since is theirs.
      await must(cli('winter-2024', "acl setuser default resetpass '>third'"));
      expect(await again.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('another one since') });
      await again.undo();
      expect(await must(cli('third', 'ping'))).toBe('PONG');
    });
  });

  test(`${engine}: redis.misconf is mended when the server saves elsewhere, and not when it only takes writes again`, async () => {
    await onBench(engine, redisStack('--save', '3600', '1', '--enable-protected-configs', 'yes'), async bench => {
      const { must } = bench;
      const fault = await injectInto(bench, 'redis.misconf', { service });
      expect(await fault.proveEffect()).toMatchObject({ held: true });
      await must(redisCli('config set stop-writes-on-bgsave-error no'));
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('yet cannot save') });
      await must(`${redisCli('config set dir /tmp')}; ${redisCli('bgsave')}`);
      await expect.poll(() => fault.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('its last save: ok') });
      await fault.undo();
    });
  });

  test(`${engine}: redis.credentials-rotated is mended when the app has the new password, and not by an operator who looks, nor by one who is refused`, async () => {
    await onBench(engine, redisStack('--requirepass', 'summer-2023'), async bench => {
      const { must } = bench;
      const fault = await injectInto(bench, 'redis.credentials-rotated', { service, password: 'winter-2024' });
      // The app has the old one, and does not hang up.
      await must(`(sh -c 'echo AUTH summer-2023; echo GET x; sleep 60' | redis-cli -h cache) >/tmp/refused 2>&1 &`);
      await expect.poll(() => must('cat /tmp/refused 2>/dev/null; true')).toMatch(/WRONGPASS[^]*NOAUTH/);
      const winter = redisCli('-a winter-2024 --no-auth-warning');
      expect(await must(`${winter} ping; ${winter} info clients`)).toMatch(/^PONG\n/);
      for (let look = 0; look < 3; look++) expect(await fault.proveEffect()).toMatchObject({ held: true });
      await must(`(redis-cli -h cache -a winter-2024 --no-auth-warning blpop orders 0) >/dev/null 2>&1 &`);
      await expect.poll(() => must(`${winter} info clients`)).toContain('blocked_clients:1');
      // What waits has not been carried out; what follows has.
      await must(`(sh -c 'echo AUTH winter-2024; echo GET x; sleep 60' | redis-cli -h cache) >/tmp/served 2>&1 &`);
      await expect.poll(() => must('cat /tmp/served 2>/dev/null; true')).toMatch(/^OK/);
      await expect
        .poll(() => fault.proveEffect())
        .toMatchObject({ held: false, proof: expect.stringMatching(/clients have logged in since: the app has the new one$/) });
      await fault.undo();
    });
  });

  test(`${engine}: redis.poisoned-key and redis.flushed give back values and times to live, and take nothing of what was made since`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must } = bench;
      await must(
        `${redisCli('-n 3 hset user:1 name ann')}; ${redisCli('-n 3 pexpire user:1 500000')}; ${redisCli('-n 3 set user:2 old')}; ${redisCli('-n 3 set user:3 short px 300')}`,
      );
      const time = await must(redisCli('-n 3 pexpiretime user:1'));
      const state = (): Promise<string> =>
        must(`${redisCli('-n 3 hgetall user:1')}; ${redisCli('-n 3 pexpiretime user:1')}; ${redisCli('-n 3 exists user:3')}`);
      const poisoned = await injectInto(bench, 'redis.poisoned-key', { service, key: 'user:1', value: 'x', db: 3 });
      expect(await poisoned.proveEffect()).toEqual({ held: true, proof: 'user:1 is the string that was put there, and was a hash before' });
      await must(redisCli('-n 3 append user:1 more'));
      expect(await poisoned.proveEffect()).toMatchObject({ held: true });
      await poisoned.undo();
      const flushed = await injectInto(bench, 'redis.flushed', { service, db: 3 });
      expect(await flushed.proveEffect()).toMatchObject({
        held: true,
        proof: expect.stringMatching(/^[23] keys were removed, 0 of the [23] looked for/),
      });
      expect(await must(redisCli('-n 3 dbsize'))).toBe('0');
      await must(redisCli('-n 3 set user:2 new'));
      await expect.poll(async () => Number((await must(redisCli('time'))).split('\n')[0]) * 1000).toBeGreaterThan(Number(time) - 499_000);
      await flushed.undo();
      await flushed.undo();
      expect(await state()).toBe(`name\nann\n${time}\n0`);
      expect(await must(redisCli('-n 3 get user:2'))).toBe('new');
      const gone = await injectInto(bench, 'redis.poisoned-key', { service, key: 'user:9', db: 3 });
      expect(await gone.proveEffect()).toEqual({ held: true, proof: 'user:9 is the string that was put there, and was not there before' });
      await must(redisCli('-n 3 set user:9 good'));
      expect(await gone.proveEffect()).toMatchObject({ held: false, proof: 'user:9 is another string, and was not there before' });
      await gone.undo();
      expect(await must(redisCli('-n 3 get user:9'))).toBe('good');
    });
  });

  test(`${engine}: redis.flushed keeps a copy of everything or takes nothing`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must, stack, signal } = bench;
      await must(redisCli(`eval "for i = 1, 5000 do redis.call('set', 'k:' .. i, 'value-' .. i) end" 0`));
      await withRedis(stack, service, { timeoutMs: 5000, signal }, async client => {
        const keys = [Buffer.from('k:1'), Buffer.from('k:2')];
        await expect(keepKeys(client, keys, { remove: true, mostBytes: 20 })).rejects.toThrow(/too much data/);
        expect(await client.dbsize()).toBe(5000);
      });
      const flushed = await injectInto(bench, 'redis.flushed', { service });
      expect(await flushed.proveEffect()).toEqual({ held: true, proof: '5000 keys were removed, 0 of the 500 looked for are there again' });
      await flushed.undo();
      expect(await must(`${redisCli('dbsize')}; ${redisCli('get k:4711')}`)).toBe('5000\nvalue-4711');
      expect(await flushed.proveEffect()).toMatchObject({ held: false });
    });
  });

  test(`${engine}: redis.misconf is only masked by who makes the server take writes that it cannot save, and gives back the folder's own rights`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must, stack } = bench;
      const server = stack.services.get(service)!;
      const rights = async (): Promise<string> => (await server.exec(['stat', '-c', '%a', '/data'])).stdout.trim();
      await server.exec(['chmod', '750', '/data']);
      const fault = await injectInto(bench, 'redis.misconf', { service });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('MISCONF') });
      await must(redisCli('config set stop-writes-on-bgsave-error no'));
      expect(await fault.proveEffect()).toEqual({ held: true, proof: 'cache takes writes, yet cannot save: nobody may write to /data' });
      await must(redisCli('config set stop-writes-on-bgsave-error yes'));
      await fault.undo();
      await fault.undo();
      expect([await fault.proveEffect(), await rights()]).toEqual([{ held: false, proof: 'cache takes writes; its last save: ok' }, '750']);
    });
  });

  test(`${engine}: redis.busy-script has effect before the server says that it is busy, and none in a server that was started anew`, async () => {
    await onBench(engine, redisStack('--busy-reply-threshold', '3000'), async bench => {
      const { must, stack } = bench;
      const fault = await injectInto(bench, 'redis.busy-script', { service });
      expect(await fault.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('does not answer for 1500 ms') });
      await expect.poll(() => fault.proveEffect()).toEqual({ held: true, proof: 'cache answers BUSY, for it runs a script' });
      const { process } = stack.services.get(service)!.can;
      await process!.stop({ signal: 'SIGKILL' });
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      await process!.start();
      await expect.poll(() => fault.proveEffect()).toEqual({ held: false, proof: 'cache answers +PONG' });
      await fault.undo();
      expect(await must(redisCli('ping'))).toBe('PONG');
    });
  });

  test(`${engine}: redis.read-only leaves a replica alone, and one that was made the replica of another server since`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const { must } = bench;
      const fault = await injectInto(bench, 'redis.read-only', { service });
      expect(await fault.proveEffect()).toMatchObject({
        held: true,
        proof: expect.stringMatching(/READONLY.*the replica of 192\.0\.2\.11:6379/),
      });
      await expect(injectInto(bench, 'redis.read-only', { service })).rejects.toMatchObject(anyFault);
      await must(redisCli('replicaof 192.0.2.99 6379'));
      expect(await fault.proveEffect()).toMatchObject({ held: false });
      await fault.undo();
      expect(await must(redisCli('info replication'))).toContain('master_host:192.0.2.99');
    });
  });

  test(`${engine}: the faults of Redis are without effect, and their undo harmless, once the server is stopped`, async () => {
    await onBench(engine, redisStack(), async bench => {
      const kinds = ['misconf', 'max-memory', 'no-replicas', 'read-only', 'credentials-rotated'];
      const injected = [];
      for (const kind of kinds) injected.push(await injectInto(bench, `redis.${kind}`, { service }));
      // It does not end by itself while it cannot save.
      await bench.stack.services.get(service)!.can.process!.stop({ signal: 'SIGKILL' });
      for (const fault of injected) {
        expect(await fault.proveEffect()).toMatchObject({ held: false });
        await fault.undo();
      }
    });
  });
}
