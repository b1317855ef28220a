import { expect, test } from '@playwright/test';
import { publishing, stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Stack } from '../model/stack.ts';
import { withSeveral, withTools, type Tools } from './testing/with-tools.ts';

const worker = {
  run: 'bash -c "trap \'exit 0\' TERM; echo worker is up; while true; do sleep 0.05; done"',
  image: 'worker:1',
  stopGraceMs: 2000,
} as const;

const chat = (replicas = 2): Stack =>
  stackOf({
    worker: { ...worker, replicas, systemd: { unit: 'chat-worker', type: 'simple' }, pm2: 'worker' },
    web: { ...webService('hello', 8080), ...publishing(8080, 8080), dependsOn: [{ service: 'worker', condition: 'service_started' }] },
  });

const states = async (run: Tools['run']): Promise<string> =>
  (await run('docker compose ps -a --format "{{.Name}} {{.State}}" worker')).stdout;

test('every instance is a container with its own name, id, state and label', async () => {
  await withSeveral(chat(), { worker: 3 }, async ({ run, unsupported }) => {
    expect((await run('docker ps --format "{{.Names}}"')).stdout).toBe('test-worker-1\ntest-worker-2\ntest-web-1\n');
    expect((await run('docker compose ps --format "{{.Name}} {{.Service}}"')).stdout).toBe(
      'test-web-1 web\ntest-worker-1 worker\ntest-worker-2 worker\n',
    );
    expect((await run('docker compose ps --services')).stdout).toBe('web\nworker\n');
    expect(new Set((await run('docker ps -q --no-trunc')).stdout.trim().split('\n')).size).toBe(3);
    expect((await run('docker compose ps -q worker | wc -l; docker ps -qf name=worker-2 | wc -l')).stdout).toBe('2\n1\n');
    const { stdout: id } = await run('docker ps -q --filter label=com.docker.compose.service=worker | tail -1');
    expect(await run(`docker stop ${id.trim()} && docker ps -a --filter status=exited --format "{{.Names}}"`)).toMatchObject({
      status: 0,
      stdout: `${id.trim()}\ntest-worker-2\n`,
    });
    const number = '.Config.Labels["com.docker.compose.container-number"]';
    expect(
      (await run(`docker inspect test-worker-1 test-worker-2 | jq -r '.[] | "\\(.Name) \\(.State.Running) \\(${number})"'`)).stdout,
    ).toBe('/test-worker-1 true 1\n/test-worker-2 false 2\n');
    expect((await run('docker network inspect -f "{{range .Containers}}{{.Name}} {{end}}" test_default')).stdout).toBe(
      'test-worker-1 test-worker-2 test-web-1 \n',
    );
    expect(unsupported).toEqual([]);
    expect((await run('docker network disconnect test_default test-worker-2')).status).toBe(1);
    expect(unsupported).toEqual(['docker network disconnect of one of the 2 containers of service worker']);
  });
});

test('what is done to one container leaves its siblings alone', async () => {
  await withSeveral(chat(3), { worker: 3 }, async ({ run, unsupported }) => {
    await run('docker stop test-worker-2; docker kill test-worker-3');
    expect(await states(run)).toBe('test-worker-1 running\ntest-worker-2 exited\ntest-worker-3 exited\n');
    await run('docker start test-worker-2; docker pause test-worker-1; docker restart test-worker-3');
    expect(await states(run)).toBe('test-worker-1 paused\ntest-worker-2 running\ntest-worker-3 running\n');
    await run('docker unpause test-worker-1');
    const starts = async (): Promise<readonly string[]> =>
      (await run('docker inspect -f "{{.State.StartedAt}}" test-worker-1 test-worker-2 test-worker-3')).stdout.trim().split('\n');
    const [first, second, third] = await starts();
    await run('docker restart test-worker-2');
    const after = await starts();
    expect([after[0], after[2]]).toEqual([first, third]);
    expect(after[1]).not.toBe(second);
    expect(
      await run('docker exec test-worker-2 true && docker logs --tail 1 test-worker-2 && docker top test-worker-2 | head -1'),
    ).toMatchObject({ status: 0, stdout: expect.stringMatching(/^worker is up\nUID +PID +PPID +C +STIME +TTY +TIME +CMD\n$/) });
    expect((await run('docker stats --no-stream --format "{{.Name}}"')).stdout).toBe(
      'test-worker-1\ntest-worker-2\ntest-worker-3\ntest-web-1\n',
    );
    expect(unsupported).toEqual([]);
  });
});

test('compose acts on all containers of a service', async () => {
  await withSeveral(chat(), { worker: 2 }, async ({ run, unsupported }) => {
    const each = ([before, after]: readonly [string, string]): readonly string[] =>
      [1, 2].flatMap(number => [` Container test-worker-${number}  ${before}`, ` Container test-worker-${number}  ${after}`]);
    for (const [command, words, state] of [
      ['stop', ['Stopping', 'Stopped'], 'exited'],
      ['start', ['Starting', 'Started'], 'running'],
      ['restart', ['Restarting', 'Started'], 'running'],
      ['kill', ['Killing', 'Killed'], 'exited'],
      ['up -d --no-deps', ['Starting', 'Started'], 'running'],
    ] as const) {
      const { status, stderr } = await run(`docker compose ${command} worker`);
      expect({ status, lines: stderr.trimEnd().split('\n').toSorted() }, command).toEqual({ status: 0, lines: each(words).toSorted() });
      expect(await states(run), command).toBe(`test-worker-1 ${state}\ntest-worker-2 ${state}\n`);
    }
    await run('docker compose pause worker');
    expect(await states(run)).toBe('test-worker-1 paused\ntest-worker-2 paused\n');
    expect(await run('docker compose up -d worker')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Error response from daemon: cannot start a paused container, try unpause instead\n'),
    });
    expect((await run('docker compose unpause worker; docker stop test-worker-1; docker compose pause worker')).status).toBe(0);
    expect(await states(run)).toBe('test-worker-1 exited\ntest-worker-2 paused\n');
    expect(unsupported).toEqual([]);
  });
});

test('exec, logs and top of compose tell containers apart by their numbers', async () => {
  await withSeveral(chat(), { worker: 2 }, async ({ run, running, unsupported }) => {
    await running.services.get('worker')?.instances()[1]?.process.stop();
    await running.services.get('worker')?.instances()[1]?.process.start();
    await expect
      .poll(async () => (await run('docker compose logs worker')).stdout)
      .toBe('worker-1  | worker is up\nworker-2  | worker is up\nworker-2  | worker is up\n');
    expect((await run('docker compose logs --tail 1 --index 2 worker')).stdout).toBe('worker-2  | worker is up\n');
    const place = 'readlink /proc/self/ns/net';
    const { stdout: first } = await run(`docker exec test-worker-1 ${place}`);
    const { stdout: second } = await run(`docker exec test-worker-2 ${place}`);
    expect(first).not.toBe(second);
    expect(
      (await run(`for n in 1 2; do docker compose exec --index $n worker ${place}; done; docker compose exec worker ${place}`)).stdout,
    ).toBe(`${first}${second}${first}`);
    await run('docker stop test-worker-1');
    expect((await run(`docker compose exec worker ${place}`)).stdout).toBe(second);
    expect(await run('docker compose exec --index 1 worker true')).toMatchObject({
      status: 1,
      stderr: 'service "worker" is not running container #1\n',
    });
    expect((await run('docker compose top')).stdout).toMatch(
      /^test-web-1\nUID +PID +PPID +C +STIME +TTY +TIME +CMD\n.*\bnode -e .*\n\ntest-worker-2\nUID [^]*\bbash -c .*\n/,
    );
    expect(unsupported).toEqual([]);
  });
});

test('compose scales up and down, and up goes back to the count of the file', async () => {
  await withSeveral(chat(), { worker: 4 }, async ({ run, unsupported }) => {
    const { stdout: before } = await run('docker inspect -f "{{.Id}}" test-worker-2');
    expect(await run('docker compose up -d --scale worker=3')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(
        ' Container test-worker-3  Created\n Container test-worker-3  Starting\n Container test-worker-3  Started\n',
      ),
    });
    expect(await states(run)).toBe('test-worker-1 running\ntest-worker-2 running\ntest-worker-3 running\n');
    expect(await run('docker-compose scale worker=1')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(' Container test-worker-2  Removed\n'),
    });
    expect(await states(run)).toBe('test-worker-1 running\n');
    expect(await run('docker start test-worker-2')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No such container: test-worker-2'),
    });
    expect((await run('docker compose up -d web')).status).toBe(0);
    expect(await states(run)).toBe('test-worker-1 running\ntest-worker-2 running\n');
    expect((await run('docker inspect -f "{{.Id}}" test-worker-2')).stdout).not.toBe(before);
    expect((await run('docker compose stop worker && docker compose scale worker=4')).status).toBe(0);
    expect(await states(run)).toBe([1, 2, 3, 4].map(number => `test-worker-${number} running\n`).join(''));
    expect(await run('docker compose scale worker=0; docker compose start worker')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/service "worker" has no container to start\n$/),
    });
    expect(await states(run)).toBe('');
    expect(await run('docker compose exec worker true')).toMatchObject({ status: 1, stderr: 'service "worker" is not running\n' });
    expect(unsupported).toEqual([]);
  });
});

test('a count that compose refuses, or that cannot be had, is not reached', async () => {
  const stack = stackOf({
    named: { ...worker, containerName: 'the-worker' },
    web: { ...webService('hi', 8080), ...publishing(8080, 8080) },
  });
  await withSeveral(stack, { named: 2 }, async ({ run, unsupported }) => {
    expect(await run('docker compose up -d --scale named=2')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The "named" service is using the custom container name "the-worker"'),
    });
    expect(await run('docker compose scale named')).toMatchObject({ status: 1, stderr: 'invalid scale specifier: named\n' });
    expect(await run('docker compose up -d --scale no-such=2')).toMatchObject({ status: 1, stderr: 'no such service: no-such\n' });
    expect(unsupported).toEqual([]);
    expect((await run('docker compose scale web=2')).status).toBe(1);
    expect(unsupported).toEqual(['2 containers of service web, which publishes port 8080: Docker gives it to one only']);
  });
  await withTools(stackOf({ worker }), async ({ run, unsupported }) => {
    expect((await run('docker compose up -d --scale worker=1')).status).toBe(0);
    expect((await run('docker compose up -d --scale worker=3')).status).toBe(1);
    expect(unsupported).toEqual(['engine processes has no control of the scale of service worker']);
  });
});

test('a unit acts on all instances of its service and says what all of them have in common', async () => {
  await withSeveral(chat(), { worker: 2 }, async ({ run, unsupported }) => {
    expect(await run('systemctl restart chat-worker; systemctl is-active chat-worker')).toMatchObject({ status: 0, stdout: 'active\n' });
    const { stdout } = await run('systemctl status chat-worker');
    expect(stdout).toContain('Active: active (running) since');
    expect(stdout).not.toContain('Main PID');
    await expect
      .poll(async () => (await run('journalctl -u chat-worker -o cat | grep -v chat-worker')).stdout)
      .toBe('worker is up\n'.repeat(4));
    expect(await run('systemctl stop chat-worker; systemctl is-active chat-worker')).toMatchObject({ status: 3, stdout: 'inactive\n' });
    expect(await states(run)).toBe('test-worker-1 exited\ntest-worker-2 exited\n');
    // One that ended badly speaks for its siblings.
    await run('docker start test-worker-2; docker kill test-worker-2');
    expect(await run('systemctl is-failed chat-worker')).toMatchObject({ status: 0, stdout: 'failed\n' });
    expect(unsupported).toEqual([]);
    expect((await run('docker start test-worker-1; systemctl is-active chat-worker')).status).not.toBe(0);
    expect((await run('systemctl start chat-worker; systemctl is-active chat-worker')).status).toBe(0);
    expect((await run('systemctl show -p MainPID chat-worker; pm2 list')).status).not.toBe(0);
    expect(unsupported).toEqual([
      'the state of chat-worker.service: of the 2 instances of service worker some run and others do not',
      'the main process of service worker, which has 2 instances',
      'the main process of service worker, which has 2 instances',
    ]);
  });
});
