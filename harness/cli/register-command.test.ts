import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { openRun } from '../register/open-run.ts';
import { openStore } from '../register/stores.ts';
import { header, result } from '../register/testing/runs.ts';
import { main } from './main.ts';

let [top, folder] = ['', ''];
test.beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'drillbook-register-'));
  folder = top;
});
test.afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

async function register(argv: readonly string[], env = {}): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['register', ...argv], { stdout, stderr, cwd: folder, env, signal: new AbortController().signal }, [
    { name: 'register', load: async () => (await import('./register-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

/** Three runs: one that was refuted, one that was interrupted, and one that crashed. */
async function drilled(): Promise<void> {
  const store = openStore('dir:kept', folder);
  const first = await openRun(store, header('run-1', '2026-01-01T23:59:59.000Z'), []);
  await first.close({ state: 'closed', results: [result('refuted', 'data-lost')], manifest: 'ab'.repeat(32) });
  const second = await openRun(store, { ...header('run-2', '2026-01-02T00:00:00.000Z'), trigger: { kind: 'ci', event: 'schedule' } }, []);
  await second.close({ state: 'aborted', results: [result('inconclusive', 'interrupted')] });
  await openRun(store, header('run-3', '2026-01-03T12:00:00.000Z'), []);
}

test('lists every run that was started, oldest first, also those that never came to an end', async () => {
  await drilled();
  const { status, stdout } = await register(['--store', 'dir:kept']);
  expect(status).toBe(0);
  expect(stdout).toBe(
    `2026-01-01 23:59  run-1  closed  processes  local  manifest abababababab
    refuted: data-lost  scenarios/a
2026-01-02 00:00  run-2  aborted: interrupted  processes  schedule
    inconclusive: interrupted  scenarios/a
2026-01-03 12:00  run-3  aborted: open since 2026-01-03T12:00:00.000Z, 1 scenario  processes  local
3 runs: 1 closed, 0 open, 2 aborted (the folder kept)
no gap: every run that a later one knows of is here, as it was; of the newest, only its own evidence can tell
`.replaceAll(/^ {4}/gm, '    '),
  );
});

test('takes the store from the option, else the environment, else drillbook.yaml', async () => {
  await drilled();
  for (const [argv, env] of [
    [['--store', 'dir:kept'], { DRILLBOOK_REGISTER: 'dir:other' }],
    [[], { DRILLBOOK_REGISTER: 'dir:kept' }],
  ] as const)
    expect((await register(argv, env)).stdout).toContain('3 runs: 1 closed');
  writeFileSync(join(folder, 'drillbook.yaml'), 'register: dir:kept\n');
  expect((await register([])).stdout).toContain('3 runs: 1 closed');
  expect((await register([], { DRILLBOOK_REGISTER: 'dir:other' })).stdout).toContain('0 runs');
});

test('finds the folder beside the file that names it, however deep that lies', async () => {
  await drilled();
  folder = join(folder, 'teams/web/runbooks');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'drillbook.yaml'), 'register: dir:../../../kept\n');
  expect((await register([])).stdout).toContain('3 runs: 1 closed');
});

test('without a register says so, and how to get one', async () => {
  const { status, stdout, stderr } = await register([]);
  expect([status, stdout]).toEqual([4, '']);
  expect(stderr).toMatch(/^no history here: .*\n {2}Add for instance `register: branch:/);
});

test('takes both days whole, in UTC', async () => {
  await drilled();
  const runs = async (...argv: string[]): Promise<unknown> =>
    (JSON.parse((await register(['--store', 'dir:kept', '--json', ...argv])).stdout) as { runs: { run: string }[] }).runs.map(
      ({ run }) => run,
    );
  expect(await runs('--from', '2026-01-02', '--to', '2026-01-02')).toEqual(['run-2']);
  expect(await runs('--to', '2026-01-01')).toEqual(['run-1']);
  expect(await runs('--from', '2026-01-02')).toEqual(['run-2', 'run-3']);
  for (const day of ['2026-02-30', 'yesterday', '2026-1-1'])
    expect(await register(['--from', day])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`unexpected --from "${day}", expected a day such as 2026-12-31`) as unknown,
    });
});

test('prints a table and nothing else on standard output', async () => {
  await drilled();
  const { status, stdout, stderr } = await register(['--store', 'dir:kept', '--csv']);
  expect(status).toBe(0);
  expect(stdout.split('\r\n').map(line => line.split(',').slice(1, 8))).toEqual([
    ['run', 'opened', 'closed', 'state', 'scenario', 'outcome', 'reason'],
    ['run-1', '2026-01-01T23:59:59.000Z', expect.any(String), 'closed', 'scenarios/a', 'refuted', 'data-lost'],
    ['run-2', '2026-01-02T00:00:00.000Z', expect.any(String), 'aborted', 'scenarios/a', 'inconclusive', 'interrupted'],
    ['run-3', '2026-01-03T12:00:00.000Z', '', 'aborted', 'scenarios/a', '', ''],
    [],
  ]);
  expect(stderr).toContain('no gap');
});

test('a run that was dropped is told in every form, and fails', async () => {
  await drilled();
  rmSync(join(folder, 'kept/2026-01/run-1.json'));
  const message = 'run run-1 is missing: run-2, opened after it, knows of it';
  const text = await register(['--store', 'dir:kept', '--from', '2026-01-03']);
  expect(text).toMatchObject({ status: 1, stdout: expect.stringContaining(`gap: ${message}`) as unknown });
  expect(await register(['--store', 'dir:kept', '--csv'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(message) as unknown,
  });
  const { stdout } = await register(['--store', 'dir:kept', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ gaps: [{ kind: 'dropped', run: 'run-1', message }] });
});

test('a file names no program of this machine: it arrives with the runbook', async () => {
  writeFileSync(join(folder, 'drillbook.yaml'), 'register: command:touch was-here\n');
  const { status, stderr } = await register([]);
  expect({ status, there: existsSync(join(folder, 'was-here')) }).toEqual({ status: 2, there: false });
  expect(stderr).toContain('drillbook.yaml:1:11: unexpected register "command:touch was-here", expected dir:<folder> or branch:<name>');
});

test('a register that cannot be reached is our trouble: 3, with a hint', async () => {
  expect(await register(['--store', 'command:false'])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(
      /the register cannot be reached: the command false: exit status 1.*\n {2}Run the command by hand/,
    ) as unknown,
  });
  expect(await register(['--store', 'dri:x'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected register "dri:x", expected dir:<folder>') as unknown,
  });
});

test('what a record says is no control sequence of the terminal', async () => {
  const store = openStore('dir:kept', folder);
  const trigger = { kind: 'ci', event: 'push', actor: 'eve\u001B[2J\u202Eroot\nforged' } as const;
  await openRun(store, { ...header('run-1', '2026-01-01T00:00:00.000Z'), trigger }, []);
  const { stdout } = await register(['--store', 'dir:kept']);
  const csv = await register(['--store', 'dir:kept', '--csv']);
  for (const text of [stdout, csv.stdout]) for (const sign of ['\u001B', '\u202E', '\nforged']) expect(text).not.toContain(sign);
  expect(stdout.split('\n')).toHaveLength(4);
  expect(csv.stdout.split('\r\n')).toHaveLength(3);
});

test('adds the runs of another store first, and refuses what says something else', async () => {
  await drilled();
  const { status, stdout, stderr } = await register(['--store', 'dir:central', '--take', 'dir:kept']);
  expect(stderr).toBe('added to the folder central: run-1, run-2, run-3\n');
  expect(stdout).toContain('3 runs: 1 closed');
  expect(status).toBe(0);
  writeFileSync(join(folder, 'kept', '2026-01', 'run-9.json'), '{}');
  const again = await register(['--store', 'dir:central', '--take', 'dir:kept']);
  expect(again.status).toBe(1);
  expect(again.stderr).toContain('drillbook: not added from the folder kept: 2026-01/run-9.json: ');
});
