import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';

const cli = new URL('../cli.ts', import.meta.url).pathname;

async function drillbook(
  argv: readonly string[],
  { before = [], env = {} }: { readonly before?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const [command = '', ...rest] = [...before, process.execPath, '--import', 'tsx', cli, ...argv];
  const { exitCode, stdout, stderr } = await execa(command, rest, { reject: false, stdin: 'ignore', env });
  return { exitCode, stdout, stderr };
}

test('tells of each thing whether it is there, proves it with a sandbox, and exits 0 where an engine can run', async () => {
  const { exitCode, stdout } = await drillbook(['doctor']);
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

test('where namespaces are denied it exits 1, quotes the kernel and names the switch', async () => {
  const denied = ['unshare', '-Ur', 'sh', '-c', 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"', 'sh'];
  const { exitCode, stdout } = await drillbook(['doctor'], { before: denied });
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
  const { exitCode, stdout } = await drillbook(['doctor'], { env: { DRILLBOOK_CACHE: '/dev/null/nowhere' } });
  expect(stdout).toMatch(/missing +cache +\/dev\/null\/nowhere cannot be written/);
  expect(stdout).toContain('DRILLBOOK_CACHE');
  expect(exitCode).toBe(1);
});

test('setup says at once that everything is there when it is', async () => {
  const { exitCode, stdout } = await drillbook(['setup']);
  expect(stdout).toContain('Everything that the engine processes needs is in the cache');
  expect(exitCode).toBe(0);
});

test('setup on a mistyped engine names the right one and exits 2', async () => {
  const { exitCode, stderr } = await drillbook(['setup', '--engine', 'proceses']);
  expect(stderr).toContain('unexpected engine "proceses", expected "processes"');
  expect(exitCode).toBe(2);
});
