import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gapsOf } from './chain.ts';
import { openRun } from './open-run.ts';
import { readRegister } from './read-register.ts';
import { openStore } from './stores.ts';
import { header, result } from './testing/runs.ts';

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // As on a CI machine: nobody has told git who works here.
    env: { PATH: process.env['PATH'] ?? '', HOME: join(cwd, 'nobody'), GIT_CONFIG_NOSYSTEM: '1' },
  });

function folder(name: string): string {
  const path = test.info().outputPath(name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A repository with one commit, a changed file, a staged one and one that git does not know. */
function repository(name = 'repository'): string {
  const path = folder(name);
  git(path, 'init', '--quiet', '--initial-branch=main');
  for (const file of ['kept', 'changed', 'staged']) writeFileSync(join(path, file), 'before\n');
  git(path, 'add', '.');
  git(path, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'first');
  for (const file of ['changed', 'staged', 'unknown']) writeFileSync(join(path, file), 'after\n');
  git(path, 'add', 'staged');
  return path;
}

/** Keeps records in a folder, with nothing but what every Debian has. */
const program = `read -r request
mkdir -p kept
case "$request" in
  *'"action":"list"'*) printf '{"records":['; first=1; for file in kept/*.json; do [ -e "$file" ] || continue; [ $first = 1 ] || printf ,; first=0; cat "$file"; done; printf ']}' ;;
  *'"action":"put"'*) run=$(printf %s "$request" | sed 's/.*"run":"\\([^"]*\\)","openedAt".*/\\1/'); printf %s "$request" | sed 's/^.*"record"://; s/}$//' > "kept/$run.json"; printf '{"ok":true}' ;;
esac
`;

const stores = {
  dir: () => ({ spec: 'dir:register', cwd: folder('cwd') }),
  branch: () => ({ spec: 'branch:drills/register', cwd: repository() }),
  'branch with a remote': () => {
    const cwd = repository();
    git(folder('remote.git'), 'init', '--quiet', '--bare');
    git(cwd, 'remote', 'add', 'origin', test.info().outputPath('remote.git'));
    return { spec: 'branch:drills@origin', cwd };
  },
  command: () => {
    const cwd = folder('cwd');
    writeFileSync(join(cwd, 'keep.sh'), program);
    return { spec: 'command:sh keep.sh', cwd };
  },
} as const;

for (const [kind, prepare] of Object.entries(stores)) {
  test(`a ${kind} keeps what a run said when it began and when it ended`, async () => {
    const { spec, cwd } = prepare();
    const store = openStore(spec, cwd);
    expect(await readRegister(store)).toEqual({ records: [], unreadable: [] });
    const one = await openRun(store, header('run-1', '2026-11-01T00:00:00.000Z'), []);
    expect((await readRegister(store)).records.map(({ state }) => state)).toEqual(['open']);
    await one.close({ state: 'closed', results: [result('refuted', 'data-lost')], manifest: 'a'.repeat(64) });
    const two = await openRun(openStore(spec, cwd), header('run-2', '2026-12-01T00:00:00.000Z'), []);
    expect(two.previous).toEqual({ run: 'run-1', manifest: 'a'.repeat(64) });
    const register = await readRegister(openStore(spec, cwd));
    expect(register.records.map(({ run, state }) => [run, state])).toEqual([
      ['run-1', 'closed'],
      ['run-2', 'open'],
    ]);
    expect(register.records[0]?.results).toEqual([result('refuted', 'data-lost')]);
    expect(gapsOf(register)).toEqual([]);
  });
}

for (const kind of ['dir', 'branch', 'branch with a remote'] as const)
  test(`a ${kind} loses no record when two processes write at once`, async () => {
    const { spec, cwd } = stores[kind]();
    const second = kind === 'branch with a remote' ? cloneOf() : cwd;
    await Promise.all([writer(spec, cwd, 'a'), writer(spec, second, 'b')]);
    const register = await readRegister(openStore(spec, cwd));
    expect(register.records.map(({ run }) => run).sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4']);
    expect(register.records.every(({ state }) => state === 'closed')).toBe(true);
    expect(gapsOf(register)).toEqual([]);
  });

/** As CI has it: only the last commit of the one branch. */
function cloneOf(): string {
  const path = test.info().outputPath('clone');
  git(test.info().outputPath('repository'), 'push', '--quiet', 'origin', 'main');
  git(
    test.info().outputPath('.'),
    'clone',
    '--quiet',
    '--depth=1',
    '--branch=main',
    `file://${test.info().outputPath('remote.git')}`,
    path,
  );
  return path;
}

/** A process of its own that opens and closes four runs. */
async function writer(spec: string, cwd: string, name: string): Promise<void> {
  const script = `
    import { openRun } from ${JSON.stringify(join(import.meta.dirname, 'open-run.ts'))};
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'stores.ts'))};
    import { header, result } from ${JSON.stringify(join(import.meta.dirname, 'testing/runs.ts'))};
    const store = openStore(${JSON.stringify(spec)}, ${JSON.stringify(cwd)});
    for (const n of [1, 2, 3, 4]) {
      const run = await openRun(store, header('${name}' + n, new Date().toISOString()), []);
      await run.close({ state: 'closed', results: [result('verified', 'clean')] });
    }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', chunk => (said += String(chunk)));
  const [status] = (await once(child, 'close')) as [number | null];
  expect(said).toBe('');
  expect(status).toBe(0);
}

test('a branch leaves the working tree, the index and other branches alone, and has a history of its own', async () => {
  const cwd = repository();
  const [status, head] = [git(cwd, 'status', '--porcelain'), git(cwd, 'rev-parse', 'HEAD')];
  const run = await openRun(openStore('branch:register', cwd), header('run-1', '2026-11-01T00:00:00.000Z'), []);
  await run.close({ state: 'closed', results: [] });
  expect(git(cwd, 'status', '--porcelain')).toBe(status);
  expect(git(cwd, 'rev-parse', 'HEAD')).toBe(head);
  expect(git(cwd, 'log', '--format=%an %s', 'register').trim().split('\n')).toEqual(['drillbook close run-1', 'drillbook open run-1']);
  expect(() => git(cwd, 'merge-base', 'main', 'register')).toThrow();
  expect(git(cwd, 'show', 'register:2026-11/run-1.json')).toContain('"state": "closed"');
});

test('a branch without a remote is pushed nowhere', async () => {
  const { cwd } = stores['branch with a remote']();
  await openRun(openStore('branch:register', cwd), header('run-1', '2026-11-01T00:00:00.000Z'), []);
  expect(git(cwd, 'ls-remote', 'origin')).toBe('');
});

test('a branch that holds something else is left alone', async () => {
  const cwd = repository();
  const head = git(cwd, 'rev-parse', 'main');
  await expect(openRun(openStore('branch:main', cwd), header('run-1', '2026-11-01T00:00:00.000Z'), [])).rejects.toThrow(
    'unexpected file changed in the branch main, expected a branch that holds nothing but the register',
  );
  expect(git(cwd, 'rev-parse', 'main')).toBe(head);
});

test('a branch that is checked out is not moved below the working tree', async () => {
  const cwd = repository();
  const store = openStore('branch:register', cwd);
  await openRun(store, header('run-1', '2026-11-01T00:00:00.000Z'), []);
  git(cwd, 'worktree', 'add', '--quiet', test.info().outputPath('tree'), 'register');
  await expect(openRun(store, header('run-2', '2026-11-02T00:00:00.000Z'), [])).rejects.toThrow(
    'unexpected working tree on the branch register, expected a branch that is checked out nowhere',
  );
});

test('a branch is written from within a hook, which tells git of another place', async () => {
  const cwd = repository();
  const before = { ...process.env };
  Object.assign(process.env, { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' });
  try {
    await openRun(openStore('branch:register', cwd), header('run-1', '2026-11-01T00:00:00.000Z'), []);
  } finally {
    for (const name of ['GIT_DIR', 'GIT_INDEX_FILE']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  expect(git(cwd, 'ls-tree', '-r', '--name-only', 'register').trim().split('\n')).toEqual(['2026-11/run-1.json', 'README.md']);
});

for (const [what, spec, prepare, message] of [
  ['a folder whose place is not there', 'dir:not/mounted', () => folder('cwd'), 'ENOENT'],
  ['a folder that is a file', 'dir:file', () => (writeFileSync(join(folder('cwd'), 'file'), ''), folder('cwd')), 'ENOTDIR'],
  ['a branch without a repository', 'branch:x', () => '/', 'not a git repository'],
  ['a remote that is unknown', 'branch:x@origin', () => repository(), "'origin' does not appear to be a git repository"],
  ['a remote that is gone', 'branch:drills@origin', gone, 'does not appear to be a git repository'],
  ['a command that fails', 'command:echo no disk >&2; exit 3', () => folder('cwd'), 'exit status 3: no disk'],
  ['a command that says nothing', 'command:true', () => folder('cwd'), 'unexpected answer, expected one JSON object'],
  ['a command that answers something else', 'command:echo {}', () => folder('cwd'), 'unexpected answer without "records"'],
  ['a command that refuses', `command:echo '{"error":"no such table"}'`, () => folder('cwd'), 'no such table'],
  ['a command that lists and keeps nothing', `command:echo '{"records":[]}'`, () => folder('cwd'), 'unexpected answer without "ok":true'],
] as const)
  test(`${what} stops a run before it begins`, async () => {
    const store = openStore(spec, prepare());
    const opened = openRun(store, header('run-1', '2026-11-01T00:00:00.000Z'), []);
    await expect(opened).rejects.toMatchObject({ code: 'register', message: expect.stringContaining(message) as unknown });
  });

function gone(): string {
  const { cwd } = stores['branch with a remote']();
  rmSync(test.info().outputPath('remote.git'), { recursive: true });
  return cwd;
}

for (const [spec, message] of [
  ['s3:bucket', 'unexpected register "s3:bucket", expected branch:<name> or branch:<name>@<remote>, dir:<folder>, command:<program>'],
  ['brnch:x', 'unexpected register "brnch:x", expected branch:<name> or branch:<name>@<remote>'],
  ['dir:', 'unexpected register "dir:", expected dir:<folder>'],
  ['branch:--upload-pack=x', 'unexpected branch "--upload-pack=x", expected a name such as drillbook-register'],
  ['branch:a@--x', 'unexpected branch "a@--x", expected a name such as drillbook-register'],
] as const)
  test(`a register called ${spec} is refused`, () => {
    expect(() => openStore(spec, '/')).toThrow(message);
  });

test('a folder never shows half a record', async () => {
  const { spec, cwd } = stores.dir();
  await openRun(openStore(spec, cwd), header('run-1', '2026-11-01T00:00:00.000Z'), []);
  expect(readdirSync(join(cwd, 'register/2026-11'))).toEqual(['run-1.json']);
  expect(() => JSON.parse(readFileSync(join(cwd, 'register/2026-11/run-1.json'), 'utf8'))).not.toThrow();
});
