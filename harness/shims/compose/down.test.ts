import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { cache, stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Mount, Stack } from '../../model/stack.ts';
import { withTools } from '../testing/with-tools.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const mounted = (volume: string, target: string): readonly Mount[] => [{ kind: 'volume', volume, target, readOnly: false, location }];

const chat = (): Stack =>
  stackOf(
    {
      cache: { ...cache, mounts: mounted('data', '/data') },
      scratch: cache,
      web: { ...webService('hello', 8080), dependsOn: [{ service: 'cache', condition: 'service_healthy' }] },
    },
    { volumes: [{ name: 'data', sizeBytes: 32 * 1024 ** 2 }] },
  );

const said = (...lines: readonly string[]): string => lines.map(line => ` ${line}\n`).join('');
const each = (container: string, ...states: readonly string[]): readonly string[] =>
  states.map(state => `Container test-${container}-1  ${state}`);
/** Services that wait for nothing end and begin beside the others. */
const without = (service: string, text: string): string => text.replaceAll(new RegExp(`^.*test-${service}-.*\\n`, 'gm'), '');
const write = 'for s in cache scratch; do docker compose exec -T $s sh -c "redis-cli set word kept; redis-cli save"; done >/dev/null';
const read = 'for s in cache scratch; do docker compose exec -T $s redis-cli exists word; done';

for (const engine of enginesUnderTest) {
  test(`${engine}: down takes containers and networks away, and up makes others, with the volumes of the file and nothing else`, async () => {
    await withTools(
      chat(),
      async ({ run, unsupported }) => {
        await run(`${write}; docker compose exec -T web touch /tmp/mine; curl -s web:8080/before`);
        const { stdout: before } = await run('docker compose ps -q web');
        const down = await run('docker compose stop scratch 2>/dev/null; docker-compose down');
        expect(down).toMatchObject({ status: 0, stdout: '' });
        const gone = ['Stopping', 'Stopped', 'Removing', 'Removed'] as const;
        expect(without('scratch', down.stderr)).toBe(
          said(...each('web', ...gone), ...each('cache', ...gone), 'Network test_default  Removing', 'Network test_default  Removed'),
        );
        expect(await run('docker ps -aq; docker compose ps -aq; docker network ls -q')).toMatchObject({ status: 0, stdout: '' });
        for (const [line, stderr] of [
          ['docker start test-web-1', 'No such container: test-web-1'],
          ['docker compose start web', 'service "web" has no container to start'],
          ['docker compose exec -T web true', 'service "web" is not running'],
        ] as const)
          expect(await run(line), line).toMatchObject({ status: 1, stderr: expect.stringContaining(stderr) });
        expect(await run('curl -s --max-time 2 web:8080')).not.toMatchObject({ status: 0 });
        expect(await run('docker compose down')).toMatchObject({
          status: 0,
          stderr: 'Warning: No resource found to remove for project "test".\n',
        });

        const up = await run('docker compose up -d');
        expect(up).toMatchObject({ status: 0, stdout: '' });
        expect(without('scratch', up.stderr)).toBe(
          said(
            'Network test_default  Creating',
            'Network test_default  Created',
            ...each('cache', 'Creating', 'Created'),
            ...each('web', 'Creating', 'Created'),
            ...each('cache', 'Starting', 'Started', 'Waiting', 'Healthy'),
            ...each('web', 'Starting', 'Started'),
          ),
        );
        await expect.poll(async () => (await run('curl -s web:8080')).stdout).toBe('hello');
        expect((await run(read)).stdout).toBe('1\n0\n');
        expect((await run('docker compose exec -T web ls /tmp')).stdout).toBe('');
        expect((await run('docker compose ps -q web')).stdout).not.toBe(before);
        expect((await run('docker compose logs web')).stdout).not.toContain('before');
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

  test(`${engine}: down --volumes takes data away, too; rm takes away what does not run`, async () => {
    await withTools(
      chat(),
      async ({ run, unsupported }) => {
        expect(await run('docker compose rm -f; docker rm test-web-1')).toMatchObject({
          status: 1,
          stderr:
            'No stopped containers\nError response from daemon: cannot remove container "/test-web-1": container is running: stop the container before removing or force remove\n',
        });
        await run(write);
        expect(await run('docker compose stop cache 2>/dev/null; docker-compose rm -f')).toMatchObject({
          status: 0,
          stdout: 'Going to remove test-cache-1\n',
          stderr: said(...each('cache', 'Removing', 'Removed')),
        });
        expect(await run('docker rm -f test-web-1 nobody && docker ps -a --format "{{.Names}}"')).toMatchObject({
          status: 0,
          stdout: 'test-web-1\ntest-scratch-1\n',
          stderr: 'Error response from daemon: No such container: nobody\n',
        });
        expect((await run('docker compose up -d')).stderr).toContain(said(...each('web', 'Creating', 'Created')));
        expect((await run(read)).stdout).toBe('1\n1\n');
        expect((await run('docker compose down -v')).stderr).toMatch(/ Volume test_data {2}Removing\n Volume test_data {2}Removed\n$/);
        await run('docker compose up -d');
        expect((await run(read)).stdout).toBe('0\n0\n');
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

  test(`${engine}: up --force-recreate makes other containers of the services that are named`, async () => {
    await withTools(
      chat(),
      async ({ run, running, unsupported }) => {
        await run(`${write}; docker compose exec -T web touch /tmp/mine`);
        await running.services.get('web')?.can.network?.disconnect('default');
        const { stdout: before } = await run('docker compose ps -q cache; docker compose ps -q web');
        expect(await run('docker compose up -d --force-recreate web')).toMatchObject({
          status: 0,
          stderr: said(
            ...each('web', 'Recreate', 'Recreated'),
            ...each('cache', 'Running', 'Waiting', 'Healthy'),
            ...each('web', 'Starting', 'Started'),
          ),
        });
        const { stdout: after } = await run('docker compose ps -q cache; docker compose ps -q web');
        expect(after.split('\n')[0]).toBe(before.split('\n')[0]);
        expect(after.split('\n')[1]).not.toBe(before.split('\n')[1]);
        await expect.poll(async () => (await run('curl -s web:8080')).stdout).toBe('hello');
        expect((await run('docker compose exec -T web ls /tmp')).stdout).toBe('');
        expect(unsupported).toEqual([]);
        // A file of the image that a fault has changed may come back or not.
        await running.services.get('web')?.can.files?.write('/etc/motd', 'bad release\n');
        expect((await run('docker compose up -d --force-recreate web')).status).toBe(1);
        expect(unsupported).toEqual(['a new container of web: whether its image holds /etc/motd as it was changed cannot be told']);
      },
      { engine },
    );
  });
}
