import { expect, test } from '@playwright/test';
import { cache, publishing, stackOf, webService } from '../engines/testing/stack-of.ts';
import { deaf, withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> =>
  stackOf({
    web: { ...webService('hello', 8080), image: 'web:1', ...publishing(8080, 8080) },
    cache,
    deaf: { ...deaf, containerName: 'the-deaf' },
  });

test("containers are listed by Compose's names, in Docker's columns, by template and filter", async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect((await run('docker ps')).stdout).toMatch(
      /^CONTAINER ID   IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES\n[0-9a-f]{12} {3}web:1 +"node -e .*…" +.* ago +Up .* \(healthy\) +0\.0\.0\.0:8080->8080\/tcp +test-web-1\n/,
    );
    expect((await run('docker ps --format "{{.Names}} {{.State}}"')).stdout).toBe(
      'test-web-1 running\ntest-cache-1 running\nthe-deaf running\n',
    );
    expect((await run('docker ps -q --no-trunc --filter name=web')).stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await run('docker stop $(docker ps -qf name=web)')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{12}\n$/),
    });
    expect((await run('docker ps -a --filter status=exited --format "table {{.Names}}\\t{{.Status}}"')).stdout).toMatch(
      /^NAMES +STATUS\ntest-web-1 +Exited \(143\) .* ago\n$/,
    );
    expect(
      (await run('docker inspect -f "{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}} {{.RestartCount}}" test-web-1')).stdout,
    ).toBe('exited 143 false 0\n');
    expect(await run('docker start test-web-1 && docker inspect test-web-1 | jq -r ".[0].State.Running"')).toMatchObject({
      status: 0,
      stdout: 'test-web-1\ntrue\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test('docker cp carries files and folders in and out, byte for byte, to where its documentation says', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const inWeb = (line: string): string => `docker exec test-web-1 sh -c '${line}'`;
    await run(`cd /tmp && mkdir -p box/sub && head -c 300000 /dev/urandom >big && echo a >box/a && echo b >box/sub/b`);
    for (const { line, look, prints } of [
      {
        line: 'docker cp big test-web-1:/tmp/copy',
        look: inWeb('cat /tmp/copy | sha256sum'),
        prints: (await run('sha256sum </tmp/big')).stdout,
      },
      { line: 'docker cp test-web-1:/tmp/copy ./back', look: 'cmp big back && echo same', prints: 'same\n' },
      {
        line: 'docker cp $(docker ps -q -f name=web):/tmp/copy /tmp/box',
        look: 'cmp big box/copy && rm box/copy && echo same',
        prints: 'same\n',
      },
      // A folder goes into one that exists, takes the name of one that does not, and leaves its own behind with `/.`.
      { line: 'docker cp box test-web-1:/tmp', look: inWeb('cat /tmp/box/sub/b'), prints: 'b\n' },
      { line: 'docker cp box test-web-1:/tmp/crate', look: inWeb('cat /tmp/crate/a'), prints: 'a\n' },
      { line: 'mkdir out; docker cp test-web-1:/tmp/box/. out', look: 'cat out/a out/sub/b', prints: 'a\nb\n' },
      { line: 'docker cp /tmp/box/a test-web-1:/tmp/box/sub/', look: inWeb('cat /tmp/box/sub/a'), prints: 'a\n' },
      { line: 'docker cp /tmp/box/sub/b test-web-1:/tmp/box/a', look: inWeb('cat /tmp/box/a'), prints: 'b\n' },
    ]) {
      expect(await run(`cd /tmp; ${line}`), line).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect((await run(`cd /tmp; ${look}`)).stdout, line).toBe(prints);
    }
    for (const { line, stderr } of [
      { line: 'docker cp big there', stderr: 'must specify at least one container source\n' },
      { line: 'docker cp test-web-1:/tmp/copy test-cache-1:/tmp', stderr: 'copying between containers is not supported\n' },
      { line: 'docker cp big', stderr: '"docker cp" requires exactly 2 arguments.\n' },
      { line: 'docker cp none test-web-1:/tmp', stderr: 'lstat /tmp/none: no such file or directory\n' },
      {
        line: 'docker cp test-web-1:/none .',
        stderr: 'Error response from daemon: Could not find the file /none in container test-web-1\n',
      },
      {
        line: 'docker cp big test-web-1:/no/where',
        stderr: 'Error response from daemon: Could not find the file /no in container test-web-1\n',
      },
      { line: 'docker cp big web:/tmp', stderr: 'Error response from daemon: No such container: web\n' },
      { line: 'docker cp test-web-1:/tmp/copy /no/where', stderr: 'invalid output path: directory "/no" does not exist\n' },
      { line: 'docker cp big test-web-1:/tmp/none/', stderr: 'no such directory\n' },
      { line: 'docker cp box test-web-1:/tmp/copy', stderr: 'cannot copy directory\n' },
    ])
      expect(await run(`cd /tmp; ${line}`), line).toMatchObject({ status: 1, stdout: '', stderr });
    expect(unsupported).toEqual([]);
    await run('cd /tmp; chmod 600 big; ln -s big link; docker cp big test-web-1:/tmp; docker cp link test-web-1:/tmp');
    await run('docker stop test-web-1; docker cp test-web-1:/tmp/copy /tmp');
    expect(unsupported).toEqual([
      "docker cp of /tmp/big, which others may not read: in the container it would be root's",
      'docker cp of /tmp/link, which is neither a file nor a folder',
      'docker cp with test-web-1, which is exited',
    ]);
  });
});

test('a stop waits as long as it is told before it kills', async () => {
  await withTools(stack(), async ({ run }) => {
    const { status, durationMs } = await run('docker stop -t 1 the-deaf');
    expect(status).toBe(0);
    expect(durationMs).toBeGreaterThan(1000);
    expect(durationMs).toBeLessThan(8000);
    expect((await run('docker inspect -f "{{.State.ExitCode}}" the-deaf')).stdout).toBe('137\n');
  });
});

test('after docker stop and docker kill the restart policy leaves a container alone', async () => {
  await withTools(
    stackOf({ one: { run: 'bash -c "trap \'exit 0\' TERM; while true; do sleep 0.1; done"', restart: 'always' } }),
    async ({ run }) => {
      for (const line of ['docker kill test-one-1', 'docker kill -s TERM test-one-1', 'docker stop test-one-1']) {
        expect(await run(`${line}; sleep 1.5; docker ps -q`), line).toMatchObject({ status: 0, stdout: 'test-one-1\n' });
        expect(await run('docker restart -t 1 test-one-1; docker ps --format "{{.State}}"')).toMatchObject({
          stdout: 'test-one-1\nrunning\n',
        });
      }
    },
  );
});

test('a signal that does not end a container reaches its first process only', async () => {
  await withTools(
    stackOf({
      one: {
        run: 'bash -c "trap \'echo got it\' USR1; bash -c \'trap \\"echo child got it\\" USR1; while true; do sleep 0.1; done\' & while true; do sleep 0.1; done"',
      },
    }),
    async ({ run }) => {
      expect((await run('sleep 0.3; docker kill --signal=SIGUSR1 test-one-1; sleep 0.5; docker logs test-one-1')).stdout).toBe(
        'test-one-1\ngot it\n',
      );
    },
  );
});

test('pausing freezes and unpausing thaws; Docker refuses what does not fit the state', async () => {
  await withTools(stack(), async ({ run }) => {
    expect(
      await run('docker pause test-web-1; curl -s -m 1 localhost:8080; docker ps --filter name=web --format "{{.Status}}"'),
    ).toMatchObject({ stdout: expect.stringMatching(/^test-web-1\nUp .* \(Paused\)\n$/) });
    expect(await run('docker exec test-web-1 true')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Error response from daemon: Container [0-9a-f]{64} is paused, unpause the container before exec\n$/),
    });
    expect(await run('docker pause test-web-1')).toMatchObject({ status: 1, stderr: expect.stringContaining('is already paused') });
    expect(await run('docker start test-web-1')).toMatchObject({
      status: 1,
      stderr:
        'Error response from daemon: cannot start a paused container, try unpause instead\nError: failed to start containers: test-web-1\n',
    });
    expect(await run('docker unpause test-web-1 && curl -s -m 5 localhost:8080')).toMatchObject({ status: 0, stdout: 'test-web-1\nhello' });
    expect(await run('docker stop test-web-1; docker kill test-web-1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Error response from daemon: cannot kill container: test-web-1: container \w+ is not running\n$/),
    });
    expect(await run('docker exec test-web-1 true')).toMatchObject({ status: 1, stderr: expect.stringContaining('is not running') });
    expect(await run('docker restart no-such test-web-1')).toMatchObject({
      status: 1,
      stdout: 'test-web-1\n',
      stderr: 'Error response from daemon: No such container: no-such\n',
    });
    expect(await run('docker inspect no-such')).toMatchObject({ status: 1, stdout: '[]\n', stderr: 'Error: No such object: no-such\n' });
  });
});

test("exec uses the caller's streams, the container's environment and the command's status", async () => {
  await withTools(stack(), async ({ run }) => {
    expect(await run('echo 2+3 | docker exec -i test-web-1 cat | tr + -')).toMatchObject({ stdout: '2-3\n' });
    expect(await run('docker exec -e GREETING=hi -w /tmp test-web-1 sh -c \'echo "$GREETING $PWD"; exit 7\'')).toMatchObject({
      status: 7,
      stdout: 'hi /tmp\n',
    });
    expect(await run('docker exec test-web-1')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('"docker exec" requires at least 2 arguments.'),
    });
  });
});

test('exec with a terminal, which the bastion does not have, says what docker says and proves nothing of the runbook', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const advice = 'docker exec -t needs a terminal, which the bastion does not have; leave -t out';
    expect(await run('docker exec -it test-web-1 true')).toMatchObject({
      status: 1,
      stderr: `the input device is not a TTY\ndocker: Unsupported: ${advice}\n`,
    });
    expect((await run('docker exec -t test-web-1 true')).status).toBe(1);
    expect(unsupported).toEqual([advice, advice]);
    expect(await run('docker exec -it no-such true')).toMatchObject({
      status: 1,
      stderr: 'Error response from daemon: No such container: no-such\n',
    });
    expect(unsupported).toHaveLength(2);
  });
});

test('logs are cut, dated and followed until the container ends', async () => {
  await withTools(stackOf({ talker: { run: 'bash -c "echo one; echo two; sleep 2; echo three; sleep 1"' } }), async ({ run }) => {
    expect((await run('docker logs --tail 1 test-talker-1')).stdout).toBe('two\n');
    expect((await run('docker logs -t --since 10m test-talker-1')).stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{15,}Z one\n.*Z two\n$/);
    expect(await run('docker logs -f --tail 1 test-talker-1 | cat', { endlessMs: 20_000 })).toMatchObject({
      status: 0,
      stdout: 'two\nthree\n',
    });
  });
});

test('networks are listed, left and joined', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect((await run('docker network ls --format "{{.Name}} {{.Driver}}"')).stdout).toBe('test_default bridge\n');
    expect(await run('docker network disconnect test_default test-cache-1')).toMatchObject({ status: 0, stdout: '' });
    expect((await run('redis-cli -h cache ping')).status).not.toBe(0);
    expect((await run('docker network inspect -f "{{range .Containers}}{{.Name}} {{end}}" test_default')).stdout).toBe(
      'test-web-1 the-deaf \n',
    );
    expect(await run('docker network disconnect test_default test-cache-1')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not connected to network test_default'),
    });
    expect(
      await run('docker network connect test_default test-cache-1; redis-cli -h test-cache-1 ping; redis-cli -h cache ping'),
    ).toMatchObject({ status: 1, stdout: 'PONG\n' });
    expect(
      await run(
        'docker network disconnect test_default test-cache-1; docker network connect --alias cache test_default test-cache-1 && redis-cli -h cache ping',
      ),
    ).toMatchObject({ status: 0, stdout: 'PONG\n' });
    expect(await run('docker network connect test_default test-cache-1')).toMatchObject({
      status: 1,
      stderr: 'Error response from daemon: endpoint with name test-cache-1 already exists in network test_default\n',
    });
    expect(await run('docker network connect nowhere test-cache-1')).toMatchObject({
      status: 1,
      stderr: 'Error response from daemon: network nowhere not found\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test('stats are measured', async () => {
  await withTools(stackOf({ busy: { run: 'bash -c "while :; do :; done"' } }), async ({ run }) => {
    const { stdout } = await run('docker stats --no-stream --format "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}"');
    const [, cpu, memory] = /^test-busy-1 ([\d.]+)% ([\d.]+)MiB \/ [\d.]+[GM]iB \d+\n$/.exec(stdout) ?? [];
    expect(Number(cpu)).toBeGreaterThan(5);
    expect(Number(memory)).toBeGreaterThan(0.5);
  });
});

test('processes are shown as ps -ef shows them, their users and times too', async () => {
  await withTools(stackOf({ busy: { run: 'bash -c "while :; do :; done"' }, deaf }), async ({ run, running, unsupported }) => {
    const pid = (await running.services.get('busy')?.status())?.pid ?? 0;
    expect((await run('docker top test-busy-1')).stdout).toMatch(
      new RegExp(`^UID {17}PID {17}.*\\n\\S+ +${pid} +\\d+ +\\d+ +\\d\\d:\\d\\d +\\? +00:\\d\\d:\\d\\d +bash -c while :; do :; done\\n$`),
    );
    expect(
      await run('docker pause test-deaf-1; docker top test-deaf-1 -ef; docker stop -t 0 test-deaf-1 >/dev/null; docker top test-deaf-1'),
    ).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^test-deaf-1\nUID .*\n.*\bbash -c trap/),
      stderr: expect.stringMatching(/^Error response from daemon: container \w{64} is not running\n$/),
    });
    expect(unsupported).toEqual([]);
    expect((await run('docker top test-busy-1 -o pid')).status).toBe(1);
    expect(unsupported).toEqual(['docker top with the options -o pid of ps']);
  });
});

test('SIGSTOP and SIGCONT reach the first process only, whatever the restart policy', async () => {
  const parent = { run: `bash -c "bash -c 'while :; do sleep 0.05; done' & while :; do sleep 0.05; done"`, restart: 'always' } as const;
  await withTools(stackOf({ parent }), async ({ run, running }) => {
    const service = running.services.get('parent');
    const stopped = async (): Promise<readonly number[]> =>
      ((await service?.can.process?.states()) ?? []).filter(({ state }) => state === 'T').map(({ pid }) => pid);
    const { pid } = (await service?.status()) ?? {};
    await run('docker kill -s STOP test-parent-1');
    await expect.poll(stopped).toEqual([pid]);
    await run('docker pause test-parent-1');
    expect((await stopped()).length).toBeGreaterThan(1);
    await run('docker kill -s CONT test-parent-1');
    await expect.poll(stopped).not.toContain(pid);
    expect((await stopped()).length).toBeGreaterThan(0);
  });
});

test('what docker cannot do truly here is unsupported', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const lines = [
      'docker run hello',
      'docker rm --link test-web-1',
      'docker pull web:2',
      'docker system prune -f',
      'docker cp - test-web-1:/tmp',
      'docker cp -a /etc/hosts test-web-1:/tmp',
      'docker exec -u root test-web-1 id',
      'docker exec -d test-web-1 true',
      'docker stats',
      'docker ps --size',
      'docker ps --filter label=x',
      'docker inspect -f "{{range .Mounts}}{{end}}" test-web-1',
      'docker network rm test_default',
    ];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});
