import { expect, test } from '@playwright/test';
import type { RunningStack } from '../engines/engine.ts';
import { cache, stackOf, webService } from '../engines/testing/stack-of.ts';
import { shellOn, withStack } from '../engines/testing/with-stack.ts';
import type { Layout, Stack } from '../model/stack.ts';
import { Unsupported } from '../support/harness-error.ts';
import { shims } from './index.ts';

const unsupported: string[] = [];

async function withTools(layout: Layout, body: (run: Awaited<ReturnType<typeof shellOn>>, running: RunningStack) => Promise<void>): Promise<void> {
  unsupported.length = 0;
  const stack: Stack = stackOf({
    web: { ...webService('hello', 8080), image: 'web:1', systemd: { unit: 'chat-web', type: 'notify' }, pm2: 'web' },
    cache: { ...cache, systemd: { unit: 'redis-server.service', type: 'simple' } },
    deaf: { run: `bash -c "trap : TERM INT; echo deaf is up; while true; do sleep 0.1; done"`, systemd: { unit: 'deaf', type: 'simple' }, pm2: 'deaf' },
  }, { layout });
  await withStack('processes', stack, async running => body(await shellOn(running), running), {
    standIns: shims.kinds,
    async onStandIn(call, running) {
      try {
        return await shims.find(call.tool)!.run(call, running);
      } catch (thrown) {
        if (!(thrown instanceof Unsupported)) throw thrown;
        unsupported.push(thrown.message);
        await call.write('stderr', `${thrown.message}\n`);
        return 1;
      }
    },
  });
}

test('systemctl starts, stops and tells of units with systemd\'s words and statuses', async () => {
  await withTools('host', async run => {
    expect(await run('systemctl is-active chat-web')).toMatchObject({ status: 0, stdout: 'active\n' });
    expect((await run('sudo systemctl status chat-web --no-pager')).stdout).toMatch(/● chat-web\.service - web\n.*\n +Active: active \(running\) since .* ago\n +Main PID: \d+ \(node\)/);
    expect(await run('sudo systemctl stop chat-web.service')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(await run('systemctl is-active chat-web; systemctl status chat-web >/dev/null')).toMatchObject({ status: 3, stdout: 'inactive\n' });
    expect((await run('curl -s localhost:8080')).status).not.toBe(0);
    expect(await run('sudo systemctl restart chat-web && curl -s localhost:8080')).toMatchObject({ status: 0, stdout: 'hello' });
    expect(await run('systemctl start nonsense')).toMatchObject({ status: 5, stderr: 'Failed to start nonsense.service: Unit nonsense.service not found.\n' });
    expect(await run('service redis-server restart; redis-cli ping')).toMatchObject({ status: 0, stdout: 'PONG\n' });
    expect((await run('systemctl show -p ActiveState,SubState --value redis-server')).stdout).toBe('active\nrunning\n');
    expect(unsupported).toEqual([]);
  });
});

test('a unit that was killed is failed, its log is in the journal', async () => {
  await withTools('host', async (run, running) => {
    await running.services.get('web')!.can.process!.signal('SIGKILL');
    await expect.poll(async () => (await run('systemctl is-failed chat-web')).stdout).toBe('failed\n');
    expect((await run('systemctl status chat-web')).stdout).toContain('Active: failed (Result: signal)');
    expect((await run('systemctl list-units --failed')).stdout).toContain('chat-web.service');
    expect((await run('journalctl -u deaf -n 5 --no-pager -o cat')).stdout).toBe('deaf is up\n');
    expect(await run('journalctl -fu deaf')).toMatchObject({ status: 0, stoppedEndless: [expect.stringContaining('journalctl -fu deaf')] });
  });
});

test('docker and docker compose act on services as on containers', async () => {
  await withTools('network', async run => {
    expect((await run('docker ps --format "{{.Names}} {{.State}}"')).stdout).toBe('test-web-1 running\ntest-cache-1 running\ntest-deaf-1 running\n');
    expect(await run('docker stop test-web-1')).toMatchObject({ status: 0, stdout: 'test-web-1\n' });
    expect((await run('docker ps -a --filter name=web --format "{{.Status}}"')).stdout).toMatch(/^Exited \(143\) .* ago\n$/);
    expect((await run('docker compose ps --services')).stdout).toBe('cache\ndeaf\n');
    expect(await run('docker compose up -d web')).toMatchObject({ status: 0, stderr: ' Container test-web-1  Starting\n Container test-web-1  Started\n' });
    await expect.poll(async () => (await run('curl -s web:8080')).stdout).toBe('hello');
    expect(await run('docker-compose restart cache && docker compose exec -T cache redis-cli ping')).toMatchObject({ status: 0, stdout: 'PONG\n' });
    expect(await run('echo 2+3 | docker exec -i test-web-1 cat | tr + -')).toMatchObject({ stdout: '2-3\n' });
    expect(await run('docker exec -it test-web-1 true')).toMatchObject({ status: 1, stderr: 'the input device is not a TTY\n' });
    expect((await run('docker logs --tail 1 test-deaf-1')).stdout).toBe('deaf is up\n');
    expect(await run('docker restart no-such')).toMatchObject({ status: 1, stderr: 'Error response from daemon: No such container: no-such\n' });
    expect(await run('docker compose stop wab')).toMatchObject({ status: 1, stderr: 'no such service: wab\n' });
    expect((await run('docker inspect -f "{{.State.Status}} {{.RestartCount}}" test-web-1')).stdout).toBe('running 0\n');
    expect(unsupported).toEqual([]);
  });
});

test('docker network disconnect and connect take a service off its network and back', async () => {
  await withTools('network', async run => {
    expect(await run('docker network disconnect test_default test-cache-1')).toMatchObject({ status: 0 });
    expect((await run('redis-cli -h cache ping')).status).not.toBe(0);
    expect((await run('docker network inspect -f "{{range .Containers}}{{.Name}} {{end}}" test_default')).stdout).toBe('test-web-1 test-deaf-1 \n');
    expect(await run('docker network connect test_default test-cache-1 && redis-cli -h cache ping')).toMatchObject({ status: 0, stdout: 'PONG\n' });
    expect(await run('docker network connect test_default test-cache-1')).toMatchObject({ status: 1 });
  });
});

test('pm2 restarts with SIGINT and its own patience', async () => {
  await withTools('host', async run => {
    expect((await run('pm2 ls')).stdout).toMatch(/│ 0 +│ web +│ default +│ N\/A +│ fork +│ \d+ +│ \d+s +│ 0 +│ online +│/);
    const { durationMs, stdout } = await run('pm2 restart deaf');
    expect(durationMs).toBeGreaterThan(1500);
    expect(stdout).toContain('[PM2] [deaf](1) ✓');
    expect(await run('pm2 stop web; pm2 jlist | jq -r ".[0].pm2_env.status"')).toMatchObject({ stdout: expect.stringContaining('stopped') });
    expect(await run('pm2 restart nope')).toMatchObject({ status: 1, stderr: '[PM2][ERROR] Process or Namespace nope not found\n' });
  });
});

test('what a stand-in does not know fails and is named, it never pretends', async () => {
  await withTools('network', async run => {
    for (const line of ['systemctl reload chat-web', 'systemctl edit chat-web', 'docker run hello', 'docker compose up', 'docker compose up -d --force-recreate web', 'docker exec -u root test-web-1 id', 'pm2 scale web 3', 'sudo -u postgres psql', 'journalctl --vacuum-size=1M', 'docker ps --no-such-flag']) {
      expect((await run(line)).status, line).not.toBe(0);
    }
    expect(unsupported).toHaveLength(10);
  });
});
