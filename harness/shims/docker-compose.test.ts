import { expect, test } from '@playwright/test';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { cache, publishing, stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Stack } from '../model/stack.ts';
import { deaf, withTools } from './testing/with-tools.ts';

const chat = (more: Partial<Stack> = {}): Stack =>
  stackOf(
    {
      cache,
      web: {
        ...webService('hello', 8080),
        image: 'web:1',
        ...publishing(8080, 8080),
        dependsOn: [{ service: 'cache', condition: 'service_healthy' }],
      },
      deaf: { ...deaf, stopGraceMs: 500 },
    },
    more,
  );

/** A stack whose Compose file the operator has at /opt/chat. */
function withFile(): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-stack-'));
  writeFileSync(join(folder, 'docker-compose.yml'), 'services: {}\n');
  writeFileSync(join(folder, 'other.yml'), 'services: {}\n');
  return chat({
    folder,
    files: [join(folder, 'docker-compose.yml')],
    bastion: { workdir: '/opt/chat', copy: { '.': '/opt/chat' }, path: [], packages: [], hosts: {}, environment: {} },
  });
}

test('services are listed, stopped, started and restarted under both names of the tool', async () => {
  await withTools(chat(), async ({ run, unsupported }) => {
    expect((await run('docker compose ps')).stdout).toMatch(
      /^NAME +IMAGE +COMMAND +SERVICE +CREATED +STATUS +PORTS\ntest-cache-1 +redis:7 +"redis" +cache +.* ago +Up .* \(healthy\)/,
    );
    expect(await run('docker-compose stop web')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: ' Container test-web-1  Stopping\n Container test-web-1  Stopped\n',
    });
    expect((await run('docker compose ps --services; docker-compose ps -a --format json web | jq -r ".State, .ExitCode"')).stdout).toBe(
      'cache\ndeaf\nexited\n143\n',
    );
    expect(await run('docker compose restart web')).toMatchObject({
      status: 0,
      stderr: ' Container test-web-1  Restarting\n Container test-web-1  Started\n',
    });
    await expect.poll(async () => (await run('curl -s web:8080')).stdout).toBe('hello');
    expect(await run('docker compose kill deaf && docker compose start deaf && docker compose ps -q deaf')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/),
      stderr:
        ' Container test-deaf-1  Killing\n Container test-deaf-1  Killed\n Container test-deaf-1  Starting\n Container test-deaf-1  Started\n',
    });
    expect(
      await run(
        'docker-compose exec cache redis-cli ping; echo "ping" | docker compose exec -T cache redis-cli; docker compose port web 8080',
      ),
    ).toMatchObject({ status: 0, stdout: 'PONG\nPONG\n0.0.0.0:8080\n' });
    expect(unsupported).toEqual([]);
  });
});

for (const engine of enginesUnderTest)
  test(`${engine}: input from elsewhere and output to the screen want -T, for a person's terminal is refused then`, async () => {
    await withTools(
      stackOf({ cache }),
      async ({ run, unsupported }) => {
        const accepted = `
          echo ping | docker compose exec -T cache redis-cli
          docker compose exec cache redis-cli ping
          pong=$(echo ping | docker compose exec cache redis-cli); echo "$pong"
          echo ping | docker compose exec cache redis-cli | cat
          echo ping | docker compose exec cache redis-cli > /tmp/pong; cat /tmp/pong`;
        expect(await run(accepted)).toMatchObject({ status: 0, stdout: 'PONG\n'.repeat(5) });
        expect(unsupported).toEqual([]);
        for (const refused of [
          'echo ping | docker compose exec cache redis-cli',
          'docker-compose exec cache redis-cli <<< ping',
          'printf "%s\\n" a b | while read -r line; do docker compose exec cache redis-cli ping; done',
        ])
          await run(refused);
        expect(unsupported).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('without -T') as unknown));
      },
      { engine },
    );
  });

test('up starts what does not run, and before it what it depends on until that is healthy', async () => {
  await withTools(chat(), async ({ run, unsupported }) => {
    expect(await run('docker compose stop web cache')).toMatchObject({
      status: 0,
      stderr:
        ' Container test-web-1  Stopping\n Container test-web-1  Stopped\n Container test-cache-1  Stopping\n Container test-cache-1  Stopped\n',
    });
    expect(await run('docker compose up -d web && redis-cli -h cache ping')).toMatchObject({
      status: 0,
      stdout: 'PONG\n',
      stderr:
        ' Container test-cache-1  Starting\n Container test-cache-1  Started\n Container test-cache-1  Waiting\n Container test-cache-1  Healthy\n Container test-web-1  Starting\n Container test-web-1  Started\n',
    });
    expect(await run('docker compose stop cache; docker compose up -d --wait --no-deps web')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(' Container test-web-1  Running\n'),
    });
    expect((await run('docker compose ps --services')).stdout).toBe('deaf\nweb\n');
    expect(unsupported).toEqual([]);
  });
});

test('up tells of a dependency that does not become healthy', async () => {
  const stack = chat();
  const services = stack.services.map(service =>
    service.name === 'cache'
      ? {
          ...service,
          healthcheck: { test: ['sh', '-c', 'test ! -e /tmp/ill'], intervalMs: 100, timeoutMs: 300, retries: 3, startPeriodMs: 0 },
        }
      : service,
  );
  await withTools({ ...stack, services }, async ({ run }) => {
    await run('docker compose exec cache touch /tmp/ill; docker compose stop web');
    expect(await run('docker compose up -d web')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/dependency failed to start: container test-cache-1 is unhealthy\n$/),
    });
  });
});

test('each service has its own grace period, logs carry their names', async () => {
  await withTools(chat(), async ({ run }) => {
    const { durationMs } = await run('docker compose stop deaf');
    expect(durationMs).toBeGreaterThan(450);
    expect(durationMs).toBeLessThan(6000);
    expect((await run('docker compose logs --tail 1 deaf web')).stdout).toMatch(/^deaf-1 {2}\| deaf is up\nweb-1 {3}\| \/\n$/);
    expect((await run('docker compose logs --no-log-prefix deaf')).stdout).toBe('deaf is up\n');
    expect(await run('docker compose exec deaf true')).toMatchObject({ status: 1, stderr: 'service "deaf" is not running\n' });
    for (const line of ['stop wab', 'logs wab', 'up -d wab', 'exec wab true'])
      expect(await run(`docker compose ${line}`), line).toMatchObject({ status: 1, stderr: 'no such service: wab\n' });
  });
});

test('the project is found by its Compose file, as Compose finds it', async () => {
  await withTools(withFile(), async ({ run, unsupported }) => {
    expect(
      await run(
        'cd /opt/chat && docker compose up -d 2>/dev/null; mkdir -p deeper/still && cd deeper/still && docker compose ps --services',
      ),
    ).toMatchObject({ status: 0, stdout: 'cache\ndeaf\nweb\n' });
    expect(await run('cd /tmp; docker compose ps')).toMatchObject({ status: 14, stderr: 'no configuration file provided: not found\n' });
    expect(await run('docker compose -f /opt/chat/docker-compose.yml ps --services; docker-compose -f missing.yml ps')).toMatchObject({
      status: 14,
      stdout: 'cache\ndeaf\nweb\n',
      stderr: 'open /tmp/missing.yml: no such file or directory\n',
    });
    expect(unsupported).toEqual([]);
    expect(
      (await run('docker compose -f /opt/chat/other.yml ps; docker compose -p other -f /opt/chat/docker-compose.yml ps')).status,
    ).not.toBe(0);
    expect((await run('cd /opt/chat; echo "# x" >>docker-compose.yml; docker compose up -d')).status).not.toBe(0);
    expect(unsupported).toEqual([
      '/opt/chat/other.yml, which is not a Compose file of the stack (/opt/chat/docker-compose.yml)',
      "project other, which is not the stack's (test)",
      'docker compose up after a change of /opt/chat/docker-compose.yml: it makes new containers',
    ]);
  });
});

test('its Compose file may have another name on the bastion, or several', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-stack-'));
  const file = join(folder, 'chat.yaml');
  writeFileSync(file, 'services: {}\n');
  const copy = { 'chat.yaml': '/opt/chat/docker-compose.yml', './chat.yaml': '/opt/chat/production.yml', [file]: '/opt/kept/' };
  const bastion = { workdir: '/opt/chat', copy, path: [], packages: [], hosts: {}, environment: {} };
  await withTools(chat({ folder, files: [file], bastion }), async ({ run, unsupported }) => {
    for (const line of [
      'cd /opt/chat && docker-compose ps --services',
      'docker-compose -f /opt/chat/docker-compose.yml ps --services',
      'cd /opt/chat && docker-compose -f production.yml ps --services',
      'docker-compose -f /opt/kept/chat.yaml ps --services',
    ])
      expect(await run(line), line).toMatchObject({ status: 0, stdout: 'cache\ndeaf\nweb\n' });
    for (const line of ['cd /opt/kept && docker-compose ps', 'cd /tmp && docker-compose ps'])
      expect(await run(line), line).toMatchObject({ status: 14, stderr: 'no configuration file provided: not found\n' });
    expect(unsupported).toEqual([]);
  });
});

/** A stack with files of variables, which the operator has at /opt/chat. */
function withVariables(): Stack {
  const stack = withFile();
  const { folder } = stack;
  writeFileSync(join(folder, 'docker-compose.yml'), 'services: { web: { image: "web:${TAG:-1}", env_file: web.env } } # $${OTHER}\n');
  writeFileSync(join(folder, '.env'), 'TAG=1\n');
  writeFileSync(join(folder, 'web.env'), 'COLOUR=blue\n');
  return { ...stack, envFiles: [join(folder, 'web.env')] };
}

for (const { change, told } of [
  { change: 'echo TAG=2 >.env; docker compose up -d', told: '/opt/chat/.env' },
  { change: 'rm .env; docker compose up -d', told: '/opt/chat/.env' },
  { change: 'echo COLOUR=red >>web.env; docker-compose up -d web', told: '/opt/chat/web.env' },
  { change: 'TAG=2 docker compose up -d', told: 'variable TAG' },
  { change: 'export TAG=2; docker-compose scale web=1', told: 'variable TAG' },
  { change: 'docker compose --env-file web.env up -d', told: '--env-file web.env' },
  { change: 'echo {} >docker-compose.override.yml; docker-compose up -d', told: '/opt/chat/docker-compose.override.yml' },
  { change: 'echo {} >docker-compose.override.yml; docker-compose -f docker-compose.yml up -d' },
  { change: 'TAG=1 OTHER=2 docker compose up -d' },
  { change: 'echo TAG=2 >.env; TAG=2 docker compose up -d --no-recreate' },
  { change: 'echo TAG=2 >.env; docker compose restart web' },
])
  test(`${change}: ${told === undefined ? 'goes on with the containers that are there' : 'would make new containers, which is unsupported'}`, async () => {
    await withTools(withVariables(), async ({ run, unsupported }) => {
      const { status } = await run(`cd /opt/chat; ${change}`);
      expect(status === 0).toBe(told === undefined);
      expect(unsupported).toEqual(
        told === undefined ? [] : [expect.stringContaining(` after a change of ${told}: it makes new containers`)],
      );
    });
  });

test('an override is read where the operator has no other Compose file, too', async () => {
  await withTools(chat(), async ({ run, unsupported }) => {
    await run('mkdir -p /tmp/chat && cd /tmp/chat && echo {} >compose.override.yaml && docker compose up -d');
    expect(unsupported).toEqual(['docker compose up after a change of /tmp/chat/compose.override.yaml: it makes new containers']);
  });
});

test('what would make images, ask a person or scale is unsupported', async () => {
  await withTools(chat(), async ({ run, unsupported }) => {
    const lines = [
      'up',
      'up -d --scale web=3',
      '--compatibility up -d',
      'down web',
      'down --rmi all',
      'rm web',
      'pull deaf',
      'run web true',
      'scale web=3',
      'config',
      'exec -u root web id',
    ];
    for (const line of lines) expect((await run(`docker compose ${line}`)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});

for (const engine of enginesUnderTest) {
  test(`${engine}: what was deployed with other settings keeps them when it is restarted, and has its file's again when it is brought up`, async () => {
    const web = { ...webService('hello', 8080), environment: { COLOUR: 'blue' } };
    await withTools(
      stackOf({ web }),
      async ({ run, running, unsupported }) => {
        const deploy = running.services.get('web')?.can.deploy;
        const release = { environment: { COLOUR: 'red' } };
        await deploy?.with(release);
        expect(deploy?.deployed()).toBe(release);
        const seen = `docker compose exec -T web printenv COLOUR; docker inspect test-web-1 | jq -r '.[0].Config.Env[0]'`;
        expect((await run(`docker compose restart web 2>/dev/null; ${seen}`)).stdout).toBe('red\nCOLOUR=red\n');
        expect((await run('docker compose up -d --no-recreate')).stderr).toBe(' Container test-web-1  Running\n');
        expect((await run('docker compose up -d')).stderr).toBe(
          ['Recreate', 'Recreated', 'Starting', 'Started'].map(what => ` Container test-web-1  ${what}\n`).join(''),
        );
        expect(deploy?.deployed()).toBeUndefined();
        expect((await run(seen)).stdout).toBe('blue\nCOLOUR=blue\n');
        expect((await run('docker compose up -d')).stderr).toBe(' Container test-web-1  Running\n');
        await expect.poll(async () => (await run('curl -s web:8080')).stdout).toBe('hello');
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });
}
