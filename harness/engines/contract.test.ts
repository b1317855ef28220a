import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { cache, database, publishing, stackOf, webService } from './testing/stack-of.ts';
import { engineNamed, shellOn, withStack } from './testing/with-stack.ts';

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: the operator reaches every service by name and by its published port`, async () => {
      const stack = stackOf(
        { web: { ...webService('hello', 8080), ...publishing(8080, 8080) }, database: { ...database, ...publishing(5432, 5432) }, cache },
        { layout },
      );
      await withStack(engine, stack, async running => {
        const run = await shellOn(running);
        const { stdout, status } = await run(
          'curl -s localhost:8080; curl -s web:8080; PGPASSWORD=secret psql -h localhost -U postgres -Atc "select 40 + 2"; redis-cli -h cache ping',
        );
        expect(stdout).toBe('hellohello42\nPONG\n');
        expect(status).toBe(0);
      });
    });

    test(`${engine}, ${layout}: stop, start, freeze and kill act on the real processes`, async () => {
      await withStack(engine, stackOf({ web: webService('hello', 8080) }, { layout }), async running => {
        const web = running.services.get('web')!;
        const control = web.can.process!;
        const before = await web.status();
        expect(before).toMatchObject({ state: 'running', health: 'healthy' });

        await control.pause();
        expect((await control.states()).map(({ state }) => state)).toEqual(expect.arrayContaining(['T']));
        expect((await control.states()).every(({ state }) => state === 'T')).toBe(true);
        await control.resume();

        await control.signal('SIGKILL');
        await expect.poll(async () => (await web.status()).state).toBe('exited');
        expect(await web.status()).toMatchObject({ exitStatus: 137, signal: 'SIGKILL' });
        expect(await control.states()).toEqual([]);

        await control.start();
        await expect.poll(async () => (await web.status()).health).toBe('healthy');
        await control.stop();
        expect(await web.status()).toMatchObject({ state: 'stopped' });
      });
    });

    test(`${engine}, ${layout}: a full volume is full for the service, and free again when the files are gone`, async () => {
      const volume = {
        kind: 'volume',
        volume: 'data',
        target: '/srv/data',
        readOnly: false,
        location: { file: 'compose.yaml', line: 1, column: 1 },
      } as const;
      const stack = stackOf(
        { web: { ...webService('hello', 8080), mounts: [volume] } },
        { layout, volumes: [{ name: 'data', sizeBytes: 8 * 1024 ** 2 }] },
      );
      await withStack(engine, stack, async running => {
        const web = running.services.get('web')!;
        expect(await web.can.volume!.usage('/srv/data')).toMatchObject({ sizeBytes: 8 * 1024 ** 2, sized: true });
        await web.can.volume!.fill('/srv/data', ['app.log.1', 'app.log.2']);
        expect((await web.can.volume!.usage('/srv/data')).availableBytes).toBe(0);
        expect((await web.exec(['dd', 'if=/dev/zero', 'of=/srv/data/new', 'bs=1', 'count=1'])).stderr).toContain('No space left on device');
        await web.exec(['rm', '/srv/data/app.log.1']);
        expect((await web.exec(['sh', '-c', 'echo ok > /srv/data/new && cat /srv/data/new'])).stdout).toBe('ok\n');
      });
    });
  }

  test(`${engine}: a service that is cut off its network loses its interface, address and names, and comes back with the same`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      const run = await shellOn(running);
      const network = running.services.get('cache')!.can.network!;
      const address = (await run('getent hosts cache | cut -d" " -f1')).stdout;
      expect(address).toMatch(/^[\d.]+\n$/);
      await network.disconnect('default');
      expect(await network.networks()).toEqual([]);
      expect((await running.services.get('cache')!.exec(['ip', '-4', '-br', 'address'])).stdout).not.toContain(address.trim());
      expect((await run('redis-cli -h cache ping')).status).not.toBe(0);
      await expect(running.dial('cache', 6379, { from: 'web' })).rejects.toThrow(/ENOTFOUND/);
      await network.connect('default');
      expect((await run('getent hosts cache | cut -d" " -f1')).stdout).toBe(address);
      expect((await run('redis-cli -h cache ping')).stdout).toBe('PONG\n');
    });
  });

  test(`${engine}: a service that is connected again with other names is found by these alone`, async () => {
    await withStack(engine, stackOf({ web: webService('hello', 8080), cache }), async running => {
      const run = await shellOn(running);
      const network = running.services.get('cache')!.can.network!;
      await network.disconnect('default');
      await network.connect('default', ['test-cache-1', 'store']);
      expect((await run('redis-cli -h store ping; redis-cli -h test-cache-1 ping')).stdout).toBe('PONG\nPONG\n');
      expect((await run('redis-cli -h cache ping')).status).not.toBe(0);
    });
  });

  test(`${engine}: a published port is closed while its service is stopped, and bytes sent at once are not lost`, async () => {
    await withStack(
      engine,
      stackOf({ greeter: { run: 'socat TCP-LISTEN:7,fork,reuseaddr SYSTEM:"echo first words"', ...publishing(7007, 7) } }),
      async running => {
        await expect
          .poll(
            async () =>
              await running.dial('localhost', 7007).then(
                socket => new Promise(resolve => socket.once('data', data => resolve(String(data))).once('close', () => resolve('closed'))),
                (thrown: Error) => thrown.message,
              ),
          )
          .toBe('first words\n');
        await running.services.get('greeter')!.can.process!.stop();
        await expect(running.dial('localhost', 7007)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      },
    );
  });

  test(`${engine}: PostgreSQL starts with the scripts, database and password of its image, the second time from a template`, async () => {
    const stack = stackOf({});
    mkdirSync(join(stack.folder, 'sql'));
    writeFileSync(join(stack.folder, 'sql/1.sql'), `create table t as select ${Date.now()} as n;`);
    const mount = {
      kind: 'bind',
      source: join(stack.folder, 'sql'),
      target: '/docker-entrypoint-initdb.d',
      readOnly: true,
      location: { file: 'compose.yaml', line: 1, column: 1 },
    } as const;
    const withScripts = stackOf(
      {
        database: {
          ...database,
          environment: { POSTGRES_USER: 'chat', POSTGRES_DB: 'talk', POSTGRES_PASSWORD: 'secret' },
          mounts: [mount],
        },
      },
      { folder: stack.folder },
    );
    for (const time of ['first', 'second']) {
      const running = await engineNamed(engine).start(withScripts, {
        provisionMs: 60_000,
        standIns: [],
        onStandIn: async () => 125,
        signal: new AbortController().signal,
      });
      const run = await shellOn(running);
      expect((await run('PGPASSWORD=secret psql -h database -U chat talk -Atc "select count(*) from t"')).stdout, time).toBe('1\n');
      expect((await run('PGPASSWORD=wrong psql -h database -U chat talk -c "select 1"')).stderr, time).toContain(
        'password authentication failed',
      );
      await running[Symbol.asyncDispose]();
    }
  });

  test(`${engine}: a stack that never gets healthy is named with its last words`, async () => {
    const stack = stackOf({
      web: {
        run: 'bash -c "echo no licence found; exit 3"',
        healthcheck: { test: ['false'], intervalMs: 100, timeoutMs: 1000, retries: 3, startPeriodMs: 0 },
      },
    });
    await expect(withStack(engine, stack, async () => {})).rejects.toThrow(/service web ended with status 3.*no licence found/);
  });

  test(`${engine}: a service whose policy says so is restarted when it dies, not when it is stopped`, async () => {
    await withStack(engine, stackOf({ web: { ...webService('hello', 8080), restart: 'always' } }), async running => {
      const web = running.services.get('web')!;
      await web.can.process!.signal('SIGKILL');
      await expect.poll(async () => web.status()).toMatchObject({ state: 'running', restarts: 1, health: 'healthy' });
      await web.can.process!.stop();
      expect(await web.status()).toMatchObject({ state: 'stopped' });
    });
  });
}

test('processes: a service without `run`, or of another major version, is named before anything starts', async () => {
  const stack = stackOf({ search: { image: 'opensearch:2' }, database: { ...database, image: 'postgres:16' } });
  expect(engineNamed('processes').lacks(stack)).toEqual([
    'service search has no x-drillbook `run`',
    expect.stringContaining('service database: PostgreSQL 16'),
  ]);
});
