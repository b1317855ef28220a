import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { askDocker } from '../doctor/docker/ask.ts';
import { folderWith } from '../reading/testing/folder.ts';

const cli = new URL('../cli.ts', import.meta.url).pathname;

async function drillbook(
  argv: readonly string[],
  { before = [], env = {} }: { readonly before?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const [command = '', ...rest] = [...before, process.execPath, '--import', 'tsx', cli, ...argv];
  const { exitCode, stdout, stderr } = await execa(command, rest, { reject: false, stdin: 'ignore', env: { NO_COLOR: '1', ...env } });
  return { exitCode, stdout, stderr };
}

test('tells of each thing whether it is there, proves it with a sandbox, and exits 0 where an engine can run', async () => {
  const { exitCode, stdout } = await drillbook(['doctor']);
  expect(stdout).toMatch(/\nFor the engine processes:\n/);
  expect(stdout).toMatch(/ok +namespaces /);
  expect(stdout).toMatch(/ok +a sandbox +started in \d+ ms, with bash 5/);
  expect(stdout).toContain('The engine processes can run stacks here.');
  expect(exitCode).toBe(0);
});

test('prints one JSON document for programs', async () => {
  const { stdout, exitCode } = await drillbook(['doctor', '--json']);
  const { checks, engines } = JSON.parse(stdout) as {
    readonly checks: readonly { readonly kind: string; readonly state: string; readonly found: string }[];
    readonly engines: readonly { readonly kind: string; readonly ok: boolean }[];
  };
  expect(checks.find(check => check.kind === 'postgres')).toMatchObject({ state: 'ok' });
  expect(new Set(checks.map(check => check.kind)).size).toBe(checks.length);
  expect(engines).toContainEqual({ kind: 'processes', ok: true });
  expect(exitCode).toBe(0);
});

/** A machine whose `/run`, and with it every socket of Docker, is empty. */
const withoutDocker = (also = ''): readonly string[] => [
  'unshare',
  '-Urm',
  'sh',
  '-c',
  `mount -t tmpfs none /run; ${also} exec "$@"`,
  'sh',
];

test('where namespaces are denied it exits 1, quotes the kernel and names the switch', async () => {
  const denied = withoutDocker('echo 0 > /proc/sys/user/max_user_namespaces;');
  const { exitCode, stdout } = await drillbook(['doctor'], { before: denied, env: { HOME: '/nowhere' } });
  expect(stdout).toMatch(/missing +namespaces +denied: unshare: .+/);
  expect(stdout).toContain('→ Run `sysctl user.max_user_namespaces=15000` as root.');
  expect(stdout).toContain('The engine processes cannot run here');
  expect(exitCode).toBe(1);
});

test('a cache that holds nothing yet is told as something to fetch later, not as missing', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'drillbook-cache-'));
  try {
    const { exitCode, stdout } = await drillbook(['doctor'], { env: { DRILLBOOK_CACHE: cache } });
    expect(stdout).toMatch(/later +real tools +not fetched yet/);
    expect(exitCode).toBe(0);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
});

test('a cache that cannot be written is missing, with what to do', async () => {
  const { exitCode, stdout } = await drillbook(['doctor'], { before: withoutDocker(), env: { DRILLBOOK_CACHE: '/dev/null/nowhere' } });
  expect(stdout).toMatch(/missing +cache +\/dev\/null\/nowhere cannot be written/);
  expect(stdout).toContain('DRILLBOOK_CACHE');
  expect(exitCode).toBe(1);
});

test('setup says at once that everything is there when it is', async () => {
  const { exitCode, stdout } = await drillbook(['setup', '--engine', 'processes']);
  expect(stdout).toContain('Everything that the engine processes needs is in the cache');
  expect(exitCode).toBe(0);
});

test('setup on a mistyped engine names the right one and exits 2', async () => {
  const { exitCode, stderr } = await drillbook(['setup', '--engine', 'proceses']);
  expect(stderr).toContain('unexpected engine "proceses", expected "processes"');
  expect(exitCode).toBe(2);
});

test('without Docker it says where it looked and that only one engine needs it', async () => {
  const { stdout } = await drillbook(['doctor'], { before: withoutDocker(), env: { HOME: '/nowhere' } });
  expect(stdout).toMatch(
    /absent +Docker host +none: no DOCKER_HOST, no \/var\/run\/docker\.sock, no socket of your own\n +→ Only the engine containers needs it: install Docker/,
  );
  expect(stdout).not.toContain('Ryuk');
});

test('a host of Docker that does not answer is told with the reason and with who named it', async () => {
  const { stdout } = await drillbook(['doctor'], {
    before: withoutDocker(),
    env: { HOME: '/nowhere', DOCKER_HOST: 'unix:///nowhere.sock' },
  });
  expect(stdout).toMatch(
    /absent +Docker host +unix:\/\/\/nowhere\.sock \(DOCKER_HOST\): connect ENOENT \/nowhere\.sock\n +→ .*start Docker there, or change DOCKER_HOST\./,
  );
});

test('where Docker answers it tells its version, its API, its limits and which images are there', async () => {
  const version = await askDocker<{ readonly Version: string; readonly ApiVersion: string }>(
    'unix:///var/run/docker.sock',
    '/version',
  ).catch(() => undefined);
  test.skip(version === undefined, 'no Docker answers at its usual socket; start one to run this test');
  const { stdout } = await drillbook(['doctor'], { env: { TESTCONTAINERS_RYUK_DISABLED: 'true' } });
  expect(stdout).toContain(`server ${version?.Version ?? ''}, API ${version?.ApiVersion ?? ''}`);
  expect(stdout).toMatch(/ok +image storage +\w+/);
  expect(stdout).toMatch(/limits +cgroup version [12] \(\w+\); can limit memory/);
  expect(stdout).toMatch(/(ok|later) +base image +debian:bookworm-slim/);
  expect(stdout).toMatch(/ok +Ryuk +switched off by TESTCONTAINERS_RYUK_DISABLED/);
  expect((await drillbook(['doctor'], { env: { RYUK_CONTAINER_IMAGE: 'registry.internal/ryuk:none' } })).stdout).toMatch(
    /later +Ryuk +registry\.internal\/ryuk:none is not there yet\n +→ /,
  );
});

test('with --stack each image or server of the stack has a line, and what cannot run exits 1 with what to do', async () => {
  const at = folderWith({
    'good.yaml': 'services:\n  web: { image: "node:20", x-drillbook: { run: sleep infinity } }\n',
    'bad.yaml':
      'services:\n  search: { image: "registry.internal/search:2" }\n  database: { image: "postgres:16", x-drillbook: { run: postgres } }\n',
  });
  const good = await drillbook(['doctor', '--stack', at('good.yaml')]);
  expect(good.stdout).toMatch(/The engine processes has, or can get, all that this stack needs:\n {2}ok +`sleep infinity` of web /);
  expect(good.exitCode).toBe(0);

  const bad = await drillbook(['doctor', '--stack', at('bad.yaml')]);
  expect(bad.stdout).toMatch(/The engine processes cannot run this stack:\n/);
  expect(bad.stdout).toMatch(/missing +service search +no x-drillbook `run`\n +→ Say how it runs/);
  expect(bad.stdout).toMatch(/missing +`postgres` of database +.*15.*\n +→ /);
  expect(bad.exitCode).toBe(1);

  const { stack } = JSON.parse((await drillbook(['doctor', '--json', '--stack', at('bad.yaml')])).stdout) as {
    readonly stack: readonly {
      readonly engine: string;
      readonly ok: boolean;
      readonly things: readonly { readonly what: string; readonly ok: boolean }[];
    }[];
  };
  expect(stack.find(({ engine }) => engine === 'processes')).toMatchObject({
    ok: false,
    things: [{ what: 'service search', ok: false }, { ok: false }],
  });
});

test('with --stack several files are one stack, and a mistake in one is told at its place', async () => {
  const at = folderWith({
    'compose.yaml': 'services:\n  web: { image: "node:20" }\n',
    'compose.drill.yaml': 'services:\n  web: { x-drillbook: { run: sleep infinity } }\n',
    'wrong.yaml': 'services:\n  web: { image: "node:20", x-drillbook: { rnu: true } }\n',
    'drillbook.yaml': 'engine: proceses\n',
    'below/drillbook.yaml': '',
    'below/compose.yaml': 'services:\n  web: { image: "node:20" }\n',
  });
  const both = await drillbook(['doctor', '--stack', at('below/compose.yaml'), at('compose.drill.yaml')]);
  expect(both.stdout).toContain('`sleep infinity` of web');
  expect(both.exitCode).toBe(0);
  const wrong = await drillbook(['doctor', '--stack', at('wrong.yaml')]);
  expect(wrong.stderr).toMatch(/wrong\.yaml:2:\d+: error: unexpected key "rnu", expected "run"/);
  expect(wrong.stderr).toMatch(/drillbook\.yaml:1:9: error: unexpected "proceses"/);
  expect({ exitCode: wrong.exitCode, stdout: wrong.stdout }).toEqual({ exitCode: 2, stdout: '' });
});
