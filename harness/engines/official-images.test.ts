import { fileURLToPath } from 'node:url';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Stack } from '../model/stack.ts';
import { readStack } from '../reading/read-stack.ts';
import type { RunningStack } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { engineNamed, shellOn, withStack } from './testing/with-stack.ts';

const original = fileURLToPath(new URL('../../fixtures/stacks/official', import.meta.url));

/** The team's own files, elsewhere: a test takes its stack's folder away. */
async function shop(): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'drillbook-stack-'));
  await cp(original, folder, { recursive: true });
  const { stack, problems } = await readStack([join(folder, 'compose.yaml')]);
  expect(problems).toEqual([]);
  return stack!;
}

const said = async (running: RunningStack, service: string, script: string): Promise<string> => {
  const { stdout, stderr } = await running.services.get(service)!.exec(['sh', '-c', script]);
  return stdout + stderr;
};

test("a team's own file says nothing of drills: processes cannot run it, service by service", async () => {
  const stack = await shop();
  expect(engineNamed('processes').lacks(stack)).toEqual(
    ['db', 'redis', 'migrate', 'app', 'admin'].map(name => `service ${name} has no x-drillbook \`run\``),
  );
  await rm(stack.folder, { recursive: true, force: true });
});

if (enginesUnderTest.includes('containers')) {
  test("containers: a team's own file with official images runs without change", async () => {
    test.slow();
    await withStack('containers', await shop(), async running => {
      const run = await shellOn(running);
      const psql = async (query: string): Promise<string> =>
        (await run(`PGPASSWORD=shop-secret psql -h db -U shop -d shop -Atc "${query}" 2>&1`)).stdout;
      const redis = async (words: string): Promise<string> =>
        (await run(`redis-cli -h redis --no-auth-warning -a redis-secret ${words} 2>&1`)).stdout;

      await test.step('users and entrypoints are those of the images', async () => {
        // The first process only: a command that is run beside it is whoever the image says.
        expect(await said(running, 'db', 'stat -c %U /proc/1')).toBe('postgres\n');
        expect(await said(running, 'redis', 'stat -c %U /proc/1')).toBe('redis\n');
        expect(await said(running, 'app', 'id -un; pwd; echo "$RELEASE"; tr "\\0" " " </proc/1/cmdline')).toMatch(
          /^node\n\/app\n2024\.7\n\S*init -- \.\/entrypoint\.sh node server\.js $/,
        );
        expect(await running.services.get('app')!.logs()).toContain('shop 2024.7 in north\nlistening\n');
        expect((await run('curl -s localhost:8081')).stdout).toBe('admin as 1000 in /srv/admin\n');
      });

      await test.step('environment, secrets, configs and limits are those of the file', async () => {
        expect(await said(running, 'app', 'echo "$LOG_LEVEL $REGION"; hostname; cat /run/secrets/api-key /etc/shop/features.json')).toBe(
          'warn north\nshop-app\nexample-api-key\n{ "checkout": "new" }\n',
        );
        expect(
          await said(running, 'app', 'cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes'),
        ).toBe(`${256 * 1024 ** 2}\n`);
        expect(await said(running, 'app', 'df -k /scratch | tail -1 | tr -s " " | cut -d" " -f2')).toBe('4096\n');
        expect(await said(running, 'db', 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2')).toBe(`${128 * 1024}\n`);
        expect(await said(running, 'redis', 'grep "open files" /proc/1/limits | tr -s " " | cut -d" " -f5')).toBe('8192\n');
        expect(await said(running, 'admin', 'grep mail.example /etc/hosts | tr -s "\\t" " "')).toBe('192.0.2.25 mail.example\n');
      });

      await test.step('the scripts of the first start ran, then the migration, then the application', async () => {
        expect(await psql('select name from products order by id')).toBe('lamp\nchair\n');
        expect(await psql("select count(*) from pg_roles where rolname = 'reporting'")).toBe('1\n');
        expect(await psql('select count(*) from orders')).toBe('0\n');
        const migrated = await running.services.get('migrate')!.status();
        expect(migrated).toMatchObject({ state: 'exited', exitStatus: 0 });
        expect((await running.services.get('app')!.status()).startedAt!.getTime()).toBeGreaterThanOrEqual(migrated.endedAt!.getTime());
      });

      await test.step('ports, names and passwords are those of the file', async () => {
        expect((await run('PGPASSWORD=shop-secret psql -h localhost -U shop -Atc "show data_directory"')).stdout).toBe(
          '/var/lib/postgresql/data\n',
        );
        expect((await run('PGPASSWORD=wrong psql -h db -U shop -c "select 1"')).stderr).toContain('password authentication failed');
        expect((await run('redis-cli -h redis ping')).stdout).toContain('NOAUTH');
        expect((await run('redis-cli -h localhost ping 2>&1')).stdout).toContain('Connection refused');
        expect(await redis('config get appendonly')).toBe('appendonly\nyes\n');
        expect(await redis('config get dir')).toBe('dir\n/data\n');
        expect((await run('curl -s localhost:3000/visit')).stdout).toBe('{"visits":1,"key":"example-api-key"}');
        expect((await run('curl -s app:3000/')).stdout).toContain('"hostname":"shop-app"');
      });

      await test.step('data outlives a stop and a start, and each image is stopped by its own signal', async () => {
        await psql('insert into orders values (7, 1)');
        await redis('set kept yes');
        for (const name of ['db', 'redis', 'app']) {
          const service = running.services.get(name)!;
          await service.can.process!.stop();
          expect(await service.status(), name).toMatchObject({ state: 'stopped', exitStatus: 0 });
          await service.can.process!.start();
          await expect.poll(async () => (await service.status()).health, { message: name }).toBe('healthy');
        }
        expect(await running.services.get('db')!.logs()).not.toContain('smart shutdown');
        // Once by the entrypoint after the scripts of the first start, once by us.
        expect((await running.services.get('db')!.logs()).match(/received fast shutdown request/g)).toHaveLength(2);
        expect(await running.services.get('app')!.logs()).toContain('closing\n');
        expect(await psql('select id from orders')).toBe('7\n');
        expect(await psql('select count(*) from products')).toBe('2\n');
        expect(await redis('get kept')).toBe('yes\n');
        expect((await run('curl -s localhost:3000/visit')).stdout).toBe('{"visits":2,"key":"example-api-key"}');
      });
    });
  });
}
