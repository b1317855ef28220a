import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { pairs } from '../engines/testing/engines-under-test.ts';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';

test.describe.configure({ timeout: 120_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-command-'));
  writeWebStack(folder);
  writeFileSync(join(folder, 'web-down.md'), '# Web is down\n\n## Resolution\n\n```bash\nsudo systemctl start web\n```\n');
  writeFileSync(join(folder, 'wait.md'), '# Web is down\n\n## Resolution\n\n```bash\nsleep 60\n```\n');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scenario(name: string, runbook: string, more = ''): void {
  writeInto(folder, `scenarios/${name}.yaml`, webScenario(name, `../${runbook}`, more));
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>;
  stdout(): string;
}

function start(...argv: string[]): Run {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '' },
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => (text[stream] += chunk.toString()));
  return { child, stdout: () => text.stdout, ended: new Promise(resolve => child.once('close', status => resolve({ status, ...text }))) };
}

/** Processes that name the control folder or belong to this drill's workers. */
function workersOf(folders: readonly string[]): readonly string[] {
  return readdirSync('/proc')
    .filter(pid => /^\d+$/.test(pid))
    .flatMap(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return folders.some(one => line.includes(one)) ? [pid] : [];
      } catch {
        return [];
      }
    });
}

const controlFolders = (): readonly string[] =>
  readdirSync(tmpdir())
    .filter(
      name =>
        /^drillbook-[A-Za-z0-9]{6}$/.test(name) &&
        existsSync(join(tmpdir(), name, 'request.json')) &&
        readFileSync(join(tmpdir(), name, 'request.json'), 'utf8').includes(folder),
    )
    .map(name => join(tmpdir(), name));

test('drills a scenario, prints the report as JSON and leaves its evidence', async () => {
  scenario('web-killed', 'web-down.md');
  const { status, stdout, stderr } = await start('drill', '--engine', 'processes', '--json').ended;
  const report = JSON.parse(stdout) as { scenarios: { outcome: string; asExpected: boolean; trials: { journal: string }[] }[] };
  expect(report.scenarios, stderr).toMatchObject([{ id: 'scenarios/web-killed', outcome: 'verified', asExpected: true }]);
  expect(status).toBe(0);
  const [run = ''] = readdirSync(join(folder, '.drillbook', 'runs')).filter(name => name !== '.gitignore');
  const evidence = join(folder, '.drillbook', 'runs', run);
  expect(readdirSync(evidence).sort()).toEqual([
    'journals',
    'junit.xml',
    'manifest.json',
    'report.html',
    'report.json',
    'run.intoto.jsonl',
    'run.json',
    'summary.md',
  ]);
  for (const { journal } of report.scenarios[0]?.trials ?? []) expect(existsSync(join(evidence, journal))).toBe(true);
  expect(readFileSync(join(evidence, 'report.json'), 'utf8')).toBe(stdout);

  const again = await start('report', evidence, '--json').ended;
  expect(again.stdout).toBe(stdout);
  const audit = await start('audit', evidence).ended;
  expect(audit.stdout).toContain('rendered again, the same bytes');
  expect(audit.status).toBe(0);
});

test('drills nothing when one file is wrong, and says where', async () => {
  scenario('web-killed', 'web-down.md');
  scenario('broken', 'web-dwon.md');
  const { status, stdout, stderr } = await start('drill', '--engine', 'processes').ended;
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('scenarios/broken.yaml:2:');
  expect(existsSync(join(folder, '.drillbook'))).toBe(false);
});

test('leaves nothing behind after a second Ctrl-C, which does not wait', async () => {
  scenario('web-killed', 'wait.md');
  const { child, ended, stdout } = start('drill', '--engine', 'processes', '--events');
  await expect.poll(() => stdout().includes('"type":"step.started"'), { timeout: 60_000 }).toBe(true);
  const folders = controlFolders();
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect((await ended).status).toBe(130);
  await expect.poll(() => workersOf(folders), { timeout: 15_000 }).toEqual([]);
  expect(controlFolders()).toEqual([]);
});

for (const redirection of ['', '2>&1'])
  test(`when the reader of its output goes away${redirection === '' ? '' : ', and of its errors'}, the drill ends as interrupted: that is no pass`, async () => {
    scenario('web-killed', 'wait.md');
    const line = `"$0" "$1" drill --engine processes --events ${redirection} | head -n 3 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', line, process.execPath, program], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: '' },
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await new Promise(resolve => child.once('close', resolve));
    expect(said).toBe('130\n');
    await expect.poll(() => controlFolders(), { timeout: 15_000 }).toEqual([]);
  });

for (const [what, signal, expected] of [
  ['Ctrl-C', 'SIGINT', 130],
  ['kill -9', 'SIGKILL', null],
] as const) {
  test(`leaves nothing behind after ${what}`, async () => {
    scenario('web-killed', 'wait.md');
    const { child, ended, stdout } = start('drill', '--engine', 'processes', '--events');
    await expect.poll(() => stdout().includes('"type":"step.started"'), { timeout: 60_000 }).toBe(true);
    const folders = controlFolders();
    expect(folders).toHaveLength(1);
    expect(workersOf(folders).length).toBeGreaterThan(1);
    child.kill(signal);
    expect((await ended).status).toBe(expected);
    await expect.poll(() => workersOf(folders), { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => controlFolders(), { timeout: 15_000 }).toEqual([]);
  });
}

test('an outcome that differs from the expected one is a status of its own, and one that was expected is none', async () => {
  scenario('kept-broken', 'nothing.md', 'outcome: { is: refuted, reason: not-restored, selfTest: true }\n');
  scenario('broken', 'nothing.md');
  writeFileSync(join(folder, 'nothing.md'), '# Web is down\n\n## Resolution\n\n```bash\necho done\n```\n');
  const [kept, broken] = [
    await start('drill', 'kept-broken', '--engine', 'processes').ended,
    await start('drill', 'broken', '--engine', 'processes').ended,
  ];
  expect(kept.status, kept.stdout).toBe(0);
  expect(broken.status, broken.stdout).toBe(1);
});

test('the nearest drillbook.yaml names the engine of scenarios that name none, and is a part of what was tested', async () => {
  writeFileSync(join(folder, 'drillbook.yaml'), 'engine: processes\n');
  scenario('web-killed', 'web-down.md');
  const { status, stderr } = await start('drill', 'web-killed', '--trials', 'as-written', '--json').ended;
  // One trial alone cannot verify.
  expect(status, stderr).toBe(3);
  const [run = ''] = readdirSync(join(folder, '.drillbook', 'runs')).filter(name => name !== '.gitignore');
  const header = JSON.parse(readFileSync(join(folder, '.drillbook', 'runs', run, 'run.json'), 'utf8')) as {
    readonly engine: string;
    readonly scenarios: readonly { readonly digests: Readonly<Record<string, string>> }[];
  };
  expect(header.engine).toBe('processes');
  expect(header.scenarios[0]?.digests).toHaveProperty(['drillbook.yaml'], expect.stringMatching(/^sha256:/));
});

test('a mistake in drillbook.yaml stops every drill below it and is told once', async () => {
  writeFileSync(join(folder, 'drillbook.yaml'), 'engine: proceses\n');
  scenario('one', 'web-down.md');
  scenario('other', 'web-down.md');
  const { status, stderr } = await start('drill').ended;
  expect(status).toBe(2);
  expect(stderr.match(/drillbook\.yaml:1:9: error: unexpected "proceses", expected one of containers, processes/g)).toHaveLength(1);
  expect(stderr).toContain('Did you mean "processes"?');
});

// Where only one engine runs there is nothing to mix.
for (const _ of pairs)
  test('scenarios of one run that name different engines run each on its own', async () => {
    writeFileSync(
      join(folder, 'compose.yaml'),
      `services:
  web:
    image: node:20-bookworm-slim
    command: node server.js
    working_dir: /srv
    ports: ["3000:3000"]
    volumes: ["./server.js:/srv/server.js"]
    healthcheck: { test: ["CMD", "node", "-e", "fetch('http://localhost:3000/').catch(() => process.exit(1))"], interval: 1s, timeout: 2s, retries: 10 }
    x-drillbook: { run: node server.js, systemd: web }
`,
    );
    scenario('embedded', 'web-down.md', 'engine: processes\n');
    scenario('on-docker', 'web-down.md', 'engine: containers\n');
    const { stdout, stderr } = await start('drill', '--json').ended;
    const { scenarios } = JSON.parse(stdout) as {
      readonly scenarios: readonly {
        readonly id: string;
        readonly outcome: string;
        readonly trials: readonly { readonly engine: string }[];
      }[];
    };
    expect(
      scenarios.map(({ id, outcome, trials }) => [id, outcome, ...new Set(trials.map(({ engine }) => engine))]),
      stderr,
    ).toEqual([
      ['scenarios/embedded', 'verified', 'processes'],
      ['scenarios/on-docker', 'verified', 'containers'],
    ]);
  });

test('a scenario whose runbook is kept elsewhere is skipped and told, and is no pass', async () => {
  writeInto(folder, 'scenarios/drillbook.yaml', 'runbooksFrom: [DRILLBOOK_TEST_TEXTS]\n');
  writeInto(folder, 'scenarios/elsewhere.yaml', webScenario('elsewhere', '${DRILLBOOK_TEST_TEXTS}/web-down.md', ''));
  const drilled = await start('drill', '--engine', 'processes').ended;
  expect(drilled).toMatchObject({ status: 4, stdout: '' });
  expect(drilled.stderr).toBe(
    'drillbook: nothing to drill\ndrillbook: 1 scenario is skipped: its runbook is kept elsewhere; nothing is known of it\n  Set DRILLBOOK_TEST_TEXTS to that folder of runbooks; until then its scenarios are skipped.\n',
  );
  const planned = await start('plan').ended;
  expect([planned.status, planned.stdout]).toEqual([4, expect.stringContaining('unexpected absence of the environment variable')]);
  const chosen = await start('plan', '--all', '--json').ended;
  expect((JSON.parse(chosen.stdout) as { selection: object }).selection).toMatchObject({
    scenarios: [],
    problems: [],
    notes: [expect.stringContaining('1 scenario is skipped, kept elsewhere: Set DRILLBOOK_TEST_TEXTS')],
  });
});
