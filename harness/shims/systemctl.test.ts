import { expect, test } from '@playwright/test';
import { cache, database, stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Stack } from '../model/stack.ts';
import { withTools } from './testing/with-tools.ts';

const machine = (more: Parameters<typeof stackOf>[0] = {}): Stack =>
  stackOf(
    {
      web: { ...webService('hello', 8080), systemd: { unit: 'chat-web', type: 'notify' } },
      worker: { run: 'bash -c "echo worker is up; exec sleep 1000"', systemd: { unit: 'chat-worker.service', type: 'simple' } },
      ...more,
    },
    { layout: 'host' },
  );

test("units start, stop and restart by either name, in silence, with systemd's statuses", async () => {
  await withTools(machine({ cache: { ...cache, systemd: { unit: 'redis-server', type: 'notify' } } }), async ({ run, unsupported }) => {
    expect(await run('systemctl is-active chat-web chat-worker.service')).toMatchObject({ status: 0, stdout: 'active\nactive\n' });
    expect(await run('sudo systemctl stop chat-web.service')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(await run('systemctl is-active chat-web; curl -s localhost:8080')).toMatchObject({ status: 7, stdout: 'inactive\n' });
    expect(await run('systemctl is-active --quiet chat-web')).toMatchObject({ status: 3, stdout: '' });
    expect(await run('sudo systemctl restart chat-web && curl -s localhost:8080')).toMatchObject({ status: 0, stdout: 'hello' });
    expect(await run('service redis-server restart; redis-cli ping')).toMatchObject({ status: 0, stdout: 'PONG\n' });
    expect(await run('systemctl stop chat-worker && systemctl try-restart chat-worker; systemctl is-active chat-worker')).toMatchObject({
      status: 3,
      stdout: 'inactive\n',
    });
    expect(await run('systemctl enable --now chat-worker && systemctl is-enabled chat-worker')).toMatchObject({
      status: 0,
      stdout: 'enabled\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test('the status of a unit tells its state, its processes and the end of its log', async () => {
  await withTools(machine(), async ({ run }) => {
    expect((await run('systemctl status chat-worker --no-pager')).stdout).toMatch(
      /^● chat-worker\.service - worker\n {5}Loaded: loaded \(.*chat-worker\.service; enabled; preset: enabled\)\n {5}Active: active \(running\) since \w+ [\d-]+ [\d:]+ UTC; \d+m?s ago\n {3}Main PID: (\d+) \(bash\)\n {6}Tasks: \d+\n {5}Memory: \S+\n {8}CPU: \S+\n {5}CGroup: \/system\.slice\/chat-worker\.service\n {13}└─\1 sleep 1000\n\n\w+ \d+ [\d:]+ test bash\[\1\]: worker is up\n$/,
    );
    expect(await run('systemctl stop chat-worker; systemctl status chat-worker -n 0')).toMatchObject({
      status: 3,
      stdout: expect.stringMatching(
        /^○ .*\n.*\n {5}Active: inactive \(dead\) since .* ago\n {3}Duration: .*\n {4}Process: .*signal=TERM\)\n$/,
      ),
    });
    expect((await run('systemctl list-units --type=service --all')).stdout).toMatch(
      /^ {2}UNIT +LOAD +ACTIVE +SUB +DESCRIPTION\n {2}chat-web\.service +loaded active +running web\n {2}chat-worker\.service loaded inactive dead +worker\n/,
    );
    expect((await run('systemctl show chat-worker -p ActiveState,SubState,MainPID --value')).stdout).toBe('inactive\ndead\n0\n');
  });
});

test('a unit that is not there is told of as systemd does, one status per verb', async () => {
  await withTools(machine(), async ({ run, unsupported }) => {
    expect(await run('systemctl start nonsense')).toMatchObject({
      status: 5,
      stderr: 'Failed to start nonsense.service: Unit nonsense.service not found.\n',
    });
    expect(await run('systemctl restart nonsense chat-worker')).toMatchObject({
      status: 5,
      stderr: 'Failed to restart nonsense.service: Unit nonsense.service not found.\n',
    });
    expect(await run('systemctl stop nonsense')).toMatchObject({
      status: 5,
      stderr: 'Failed to stop nonsense.service: Unit nonsense.service not loaded.\n',
    });
    expect(await run('systemctl status nonsense')).toMatchObject({ status: 4, stderr: 'Unit nonsense.service could not be found.\n' });
    expect(await run('systemctl is-active nonsense chat-worker')).toMatchObject({ status: 0, stdout: 'inactive\nactive\n' });
    expect(await run('systemctl is-active nonsense')).toMatchObject({ status: 4, stdout: 'inactive\n' });
    expect(await run('systemctl is-enabled nonsense')).toMatchObject({ status: 1 });
    expect(await run('service nonsense restart')).toMatchObject({ status: 5 });
    expect(unsupported).toEqual([]);
  });
});

test('a unit that was killed is failed until it is reset', async () => {
  await withTools(machine(), async ({ run }) => {
    expect(await run('sudo systemctl kill -s KILL chat-worker')).toMatchObject({ status: 0 });
    await expect.poll(async () => (await run('systemctl is-failed chat-worker')).stdout).toBe('failed\n');
    expect((await run('systemctl status chat-worker')).stdout).toMatch(/^× [^]*Active: failed \(Result: signal\) since/);
    expect((await run('systemctl --failed')).stdout).toContain('● chat-worker.service');
    expect(await run('systemctl reset-failed; systemctl is-failed chat-worker')).toMatchObject({ status: 1, stdout: 'inactive\n' });
  });
});

test('a frozen unit takes the signal to end, for SIGCONT follows it', async () => {
  await withTools(machine(), async ({ run, running }) => {
    await running.services.get('web')?.can.process?.pause();
    const { status, durationMs } = await run('systemctl is-active chat-web && systemctl restart chat-web && curl -s -m 2 localhost:8080');
    expect(status).toBe(0);
    expect(durationMs).toBeLessThan(15_000);
  });
});

test('restarting a unit that hangs does not wait for its health check', async () => {
  const hung = {
    ...webService('hello', 8080),
    healthcheck: {
      test: ['sh', '-c', 'test ! -e /tmp/hang || sleep 30'],
      intervalMs: 100,
      timeoutMs: 30_000,
      retries: 3,
      startPeriodMs: 0,
    },
    systemd: { unit: 'hung', type: 'simple' as const },
  };
  await withTools(machine({ hung: { ...hung, run: 'sleep 1000' } }), async ({ run }) => {
    const { status, durationMs } = await run(
      'touch /tmp/hang; systemctl restart hung; systemctl status hung; docker ps --format "{{.Names}} {{.Status}}" | grep hung',
      { timeoutMs: 20_000 },
    );
    expect(status).toBe(0);
    expect(durationMs).toBeLessThan(10_000);
  });
});

test("a start returns when the unit's type says so, and tells of one that fails", async () => {
  const stack = machine({
    slow: {
      run: 'bash -c "sleep 1; touch /tmp/ready; exec sleep 1000"',
      healthcheck: { test: ['test', '-e', '/tmp/ready'], intervalMs: 100, timeoutMs: 1000, retries: 50, startPeriodMs: 0 },
      systemd: { unit: 'slow', type: 'notify' },
    },
    broken: {
      run: 'bash -c "test -e /tmp/broken && exit 3; exec sleep 1000"',
      healthcheck: { test: ['test', '!', '-e', '/tmp/broken'], intervalMs: 100, timeoutMs: 1000, retries: 5, startPeriodMs: 0 },
      systemd: { unit: 'broken', type: 'forking' },
    },
  });
  await withTools(stack, async ({ run }) => {
    expect(await run('systemctl stop slow; rm /tmp/ready; systemctl start slow; test -e /tmp/ready')).toMatchObject({ status: 0 });
    expect(await run('touch /tmp/broken; systemctl restart broken')).toMatchObject({
      status: 1,
      stderr:
        'Job for broken.service failed because the control process exited with error code.\nSee "systemctl status broken.service" and "journalctl -xeu broken.service" for details.\n',
    });
    expect((await run('systemctl status broken')).stdout).toContain('Active: failed (Result: exit-code)');
  });
});

test('PostgreSQL stops by its own signal and reloads on SIGHUP', async () => {
  await withTools(
    stackOf({ database: { ...database, systemd: { unit: 'postgresql', type: 'forking' } } }),
    async ({ run, unsupported }) => {
      expect(await run('sudo systemctl reload postgresql; sleep 0.3; journalctl -u postgresql -o cat -g sighup')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('received SIGHUP, reloading configuration files'),
      });
      const { status, durationMs } = await run(
        'PGPASSWORD=secret psql -h database -U postgres -c "select pg_sleep(100)" & sleep 0.5; sudo systemctl restart postgresql && pg_isready -h database',
      );
      expect(status).toBe(0);
      expect(durationMs).toBeLessThan(20_000);
      expect(unsupported).toEqual([]);
    },
  );
});

test('the journal of units is filtered, formatted and followed', async () => {
  await withTools(
    machine({
      talker: {
        run: 'bash -c "echo one; echo Two; sleep 1.5; while true; do echo three; sleep 0.3; done"',
        systemd: { unit: 'talker', type: 'simple' },
      },
    }),
    async ({ run, unsupported }) => {
      expect((await run('journalctl -u talker --no-pager -g two')).stdout).toMatch(/^\w+ \d+ [\d:]+ test bash\[\d+\]: Two\n$/);
      expect(
        (
          await run(
            'journalctl -xeu chat-worker -o cat; journalctl -u chat-worker --since "1 hour ago" --until "10 minutes ago"; journalctl -u nonsense',
          )
        ).stdout,
      ).toBe('worker is up\n-- No entries --\n-- No entries --\n');
      expect(await run('sudo journalctl --vacuum-time=7d')).toMatchObject({
        status: 0,
        stderr: expect.stringContaining('freed 0B') as unknown,
      });
      expect((await run('journalctl -u chat-worker -o cat -n; systemctl daemon-reload')).stdout).toBe('worker is up\n');
      expect((await run('journalctl -u chat-worker -o short-iso -n 1')).stdout).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:]+\+0000 test bash\[\d+\]: worker is up\n$/,
      );
      const followed = await run('journalctl -fu talker -o cat', { endlessMs: 2500 });
      expect(followed).toMatchObject({ status: 0, stoppedEndless: [expect.stringContaining('journalctl')] });
      expect(followed.stdout.match(/three/g)?.length ?? 0).toBeGreaterThan(1);
      expect(followed.stdout.match(/one|Two/g)).toEqual(['one', 'Two']);
      expect(unsupported).toEqual([]);
    },
  );
});

test('what systemctl, service and journalctl cannot do truly is unsupported', async () => {
  await withTools(machine(), async ({ run, unsupported }) => {
    const lines = [
      'systemctl reload chat-web',
      'systemctl edit chat-web',
      'systemctl disable chat-web',
      'systemctl mask chat-web',
      'systemctl show chat-web',
      'systemctl --user status chat-web',
      'systemctl restart "chat-*"',
      'service --status-all',
      'journalctl --vacuum-time=1ms',
      'mkdir -p /etc/systemd/system/chat-web.service.d && echo [Service] >/etc/systemd/system/chat-web.service.d/memory.conf && systemctl daemon-reload',
      'journalctl -p warning',
      'journalctl -p wrong',
      'journalctl --vacuum-size=many',
      'journalctl --rotate',
      'journalctl -u chat-web --since whenever',
    ];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
  await withTools(stackOf({ web: webService('hello', 8080) }), async ({ run, unsupported }) => {
    expect((await run('systemctl restart web')).status).not.toBe(0);
    expect(unsupported).toEqual(['the stack declares no systemd unit (x-drillbook: { systemd: … })']);
  });
});

test('a process id is given only where the operator can use it', async () => {
  const web = { ...webService('hello', 8080), systemd: { unit: 'chat-web', type: 'simple' }, pm2: 'web' } as const;
  const asked = ['systemctl show -p MainPID --value chat-web', 'pm2 pid web', 'docker inspect -f "{{.State.Pid}}" test-web-1'];
  await withTools(stackOf({ web }, { layout: 'host' }), async ({ run, unsupported }) => {
    for (const line of asked) expect(await run(`kill -0 $(${line})`), line).toMatchObject({ status: 0, stderr: '' });
    expect(unsupported).toEqual([]);
  });
  // In layout `network` a service is on another machine: the number would mean nothing here, or something else.
  await withTools(stackOf({ web }), async ({ run, unsupported }) => {
    for (const line of asked) expect((await run(line)).status, line).toBe(1);
    expect(unsupported).toEqual(asked.map(() => 'the process id of web: in layout network the bastion sees no process of a service'));
    await run('docker stop test-web-1');
    for (const line of asked) expect(await run(line), line).toMatchObject({ status: 0, stdout: '0\n' });
    expect(unsupported).toHaveLength(asked.length);
  });
});

test("Debian's postgresql stands for its cluster: active although the server is down, and to start it again does nothing", async () => {
  const cluster = { ...database, systemd: { unit: 'postgresql@15-main', type: 'forking' as const, umbrella: 'postgresql' } };
  await withTools(machine({ database: cluster }), async ({ run, unsupported }) => {
    const asks = 'systemctl is-active postgresql postgresql@15-main; pg_isready -q; echo $?';
    expect((await run(asks)).stdout).toBe('active\nactive\n0\n');
    expect((await run('systemctl status postgresql')).stdout).toMatch(/Active: active \(exited\) since \w+ .* ago\n$/);
    await run('sudo systemctl kill -s QUIT postgresql@15-main');
    await expect.poll(async () => (await run(asks)).stdout).toMatch(/^active\n(inactive|failed)\n2\n$/);
    expect(
      (await run('systemctl start postgresql; service postgresql start; systemctl try-restart postgresql@15-main; pg_isready -q')).status,
    ).toBe(2);
    expect((await run('systemctl start postgresql@15-main && pg_isready -q')).status).toBe(0);
    expect((await run(`systemctl stop postgresql; ${asks}`)).stdout).toBe('inactive\ninactive\n2\n');
    expect((await run(`systemctl start postgresql; ${asks}`)).stdout).toBe('active\nactive\n0\n');
    expect((await run(`systemctl restart postgresql && systemctl reload postgresql && ${asks}`)).stdout).toBe('active\nactive\n0\n');
    expect((await run('systemctl show postgresql -p Type,SubState,MainPID --value')).stdout).toBe('oneshot\nexited\n0\n');
    expect((await run('systemctl list-units')).stdout).toMatch(/postgresql\.service +loaded active exited/);
    expect((await run('journalctl -u postgresql')).stdout).toBe('-- No entries --\n');
    expect(unsupported).toEqual([]);
  });
});

test('the sixth start within ten seconds is refused, and reset-failed begins the count anew', async () => {
  await withTools(machine(), async ({ run, unsupported }) => {
    const often =
      'for n in 1 2 3 4 5; do sudo systemctl restart chat-web || exit 9; done; systemctl start chat-web; systemctl restart chat-web';
    expect(await run(`( ${often} )`)).toMatchObject({
      status: 1,
      stderr:
        'Job for chat-web.service failed.\nSee "systemctl status chat-web.service" and "journalctl -xeu chat-web.service" for details.\n',
    });
    expect((await run('systemctl status chat-web')).stdout).toContain('Active: failed (Result: start-limit-hit) since');
    expect((await run('systemctl is-active chat-web; service chat-web start; systemctl show -p Result --value chat-web')).stdout).toBe(
      'failed\nstart-limit-hit\n',
    );
    expect(await run('sudo systemctl reset-failed chat-web && systemctl start chat-web && systemctl is-active chat-web')).toMatchObject({
      status: 0,
      stdout: 'active\n',
    });
    expect(unsupported).toEqual([]);
  });
});
