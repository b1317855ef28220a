import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { main } from './main.ts';

const repository = join(import.meta.dirname, '../..');
const stack = join(repository, 'fixtures/stacks/chat/compose.yaml');

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-plan-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

async function plan(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['plan', ...argv], { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal }, [
    { name: 'plan', load: async () => (await import('./plan-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const runbook = `---
owner: jobs team
rto: 30s
---
# Worker stopped

## Diagnosis

\`\`\`bash
pm2 list
\`\`\`

\`\`\`output
...
\`\`\`

## Restart the worker

If the queue is poisoned, empty it:

\`\`\`bash
redis-cli -h <HOST> del jobs
\`\`\`

Then:

\`\`\`bash name="restart"
pm2 restart worker
pm2 save
\`\`\`

1. Tell the others with \`curl -d restarted http://localhost:3001/notes\`.

## Verify

- [ ] Look at the page

\`\`\`sh timeout="10s" exit="0"
curl -fsS http://localhost:3001/health
\`\`\`

\`\`\`yaml
a: b
\`\`\`
`;

test('shows what was understood of a runbook, line by line', async () => {
  write('runbooks/worker.md', runbook);
  const { status, stdout, stderr } = await plan('runbooks/worker.md');
  expect(stderr).toBe('');
  expect(stdout).toBe(`Worker stopped  runbooks/worker.md
  owner jobs team · recovery target 30.0 s

  Diagnosis  diagnosis, line 7, diagnose
       9  diagnose  diagnosis/1           pm2 list
                    a bash block, told by its heading · gate: expects the output at line 13
      13  -         diagnosis/2           not a step: says what the step before prints

  Restart the worker  restart-the-worker, line 17, act
      21  act       restart-the-worker/1  redis-cli -h <HOST> del jobs
                    a bash block, told by its heading · branch "If the queue is poisoned, empty it": only run where a scenario takes it
      27  act       restart               pm2 restart worker  and 1 more
                    a bash block, told by its heading
      32  inline    \`curl -d restarted http://localhost:3001/notes\`  act; nobody runs it unless the scenario says \`inline: run\`

  Verify  verify, line 34, verify
      36  manual    verify/1              Look at the page
                    a task for a person
      38  verify    verify/2              curl -fsS http://localhost:3001/health
                    a sh block, told by its heading · gate: expects exit 0
      42  -         verify/3              not a step: yaml is not carried out

  Placeholders, which a scenario gives values in \`variables\`:
    <HOST>  line 22:14

  6 blocks, 5 steps (1 diagnose, 2 act, 1 manual, 1 verify); 1 inline command
`);
  expect(status).toBe(0);
});

test('prints one JSON document with every block, its role and its place', async () => {
  write('worker.md', runbook);
  const { status, stdout, stderr } = await plan('worker.md', '--json');
  expect([status, stderr]).toEqual([0, '']);
  const { runbooks, scenarios, problems } = JSON.parse(stdout) as {
    runbooks: { blocks: object[]; manual: object[]; procedures: object[]; unfenced: object[]; placeholders: object[] }[];
    scenarios: unknown[];
    problems: unknown[];
  };
  expect([runbooks.length, scenarios, problems]).toEqual([1, [], []]);
  expect(runbooks[0]).toMatchObject({ file: 'worker.md', title: 'Worker stopped', frontMatter: { owner: 'jobs team', rtoMs: 30_000 } });
  expect(runbooks[0]?.blocks).toHaveLength(6);
  expect(runbooks[0]?.blocks[3]).toMatchObject({
    id: 'restart',
    procedure: 'restart-the-worker',
    file: 'worker.md',
    line: 27,
    column: 1,
    endLine: 30,
    lang: 'bash',
    role: 'act',
    roleFrom: 'heading',
    step: true,
    reason: 'a bash block',
    statements: [
      { text: 'pm2 restart worker', file: 'worker.md', line: 28, column: 1 },
      { text: 'pm2 save', line: 29 },
    ],
    attributes: { name: 'restart' },
    attributeLocations: { name: { file: 'worker.md', line: 27, column: 9 } },
  });
  expect(runbooks[0]?.blocks[2]).toMatchObject({ branch: { condition: 'If the queue is poisoned, empty it', line: 21 } });
  expect(runbooks[0]?.blocks[0]).toMatchObject({ output: { lines: ['...'], line: 13 } });
  expect(runbooks[0]?.manual).toMatchObject([{ id: 'verify/1', line: 36, column: 1, role: 'manual', step: true }]);
  expect(runbooks[0]?.unfenced).toMatchObject([
    { text: 'curl -d restarted http://localhost:3001/notes', line: 32, column: 25, role: 'act' },
  ]);
  expect(runbooks[0]?.placeholders).toMatchObject([{ text: '<HOST>', block: 'restart-the-worker/1', line: 22, column: 14 }]);
  expect(runbooks[0]?.procedures).toMatchObject([
    { id: 'worker-stopped', line: 5 },
    { id: 'diagnosis', line: 7, role: 'diagnose' },
    { id: 'restart-the-worker' },
    { id: 'verify', title: 'Verify', line: 34, column: 1 },
  ]);
});

test('ends with 2 and points at the place when a file is wrong', async () => {
  write('worker.md', '## Fix\n\n```bash {"naem":"x"}\npm2 restart worker\n```\n');
  const { status, stderr } = await plan('worker.md');
  expect(status).toBe(2);
  expect(stderr).toContain(
    'worker.md:3:10: error: unexpected attribute "naem", expected "name" [unknown-attribute]\n  Did you mean "name"?',
  );
  expect(await plan('wroker.md')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('unexpected runbook "wroker.md", expected "worker.md"'),
  });
});

test('ends with 4 when nothing would run', async () => {
  expect(await plan()).toMatchObject({ status: 4, stderr: expect.stringContaining('nothing to plan') });
  write('runbooks/call.md', '# Whom to call\n\nThe duty manager.\n');
  expect(await plan('runbooks')).toMatchObject({ status: 4, stderr: expect.stringContaining('no block is a step') });
  expect(await plan('--json')).toMatchObject({ status: 4, stderr: '' });
});

test('takes folders, and all runbooks where there is no scenario', async () => {
  write('runbooks/one.md', '## Fix\n\n```sh\nls\n```\n');
  write('runbooks/deep/two.markdown', '## Fix\n\n```sh\nls\n```\n');
  const files = async (...argv: string[]): Promise<readonly string[]> =>
    (JSON.parse((await plan(...argv, '--json')).stdout) as { runbooks: { file: string }[] }).runbooks.map(({ file }) => file);
  expect(await files('runbooks')).toEqual(['runbooks/deep/two.markdown', 'runbooks/one.md']);
  expect(await files()).toEqual(['runbooks/deep/two.markdown', 'runbooks/one.md']);
  expect(await files('runbooks/one.md', 'runbooks')).toEqual(['runbooks/one.md', 'runbooks/deep/two.markdown']);
});

const scenario = `title: Worker killed by the kernel
runbook: ../runbooks/worker.md
stack: [${JSON.stringify(stack)}]
take: []
inline: run
steadyState:
  - name: a new job completes
    http: { method: POST, url: "http://localhost:3001/canary" }
    expect: { status: 200, within: 2s }
faults:
  - process.kill: { service: worker, signal: SIGKILL }
variables: { "<HOST>": redis }
budget: { symptom: 10s }
steps:
  - { at: verify/1, text: Look at the page, answer: looked at, by: simulated, takes: 5s }
`;

test('shows the steps of a scenario in order, and where each value comes from', async () => {
  write('runbooks/worker.md', runbook);
  write('scenarios/worker.yaml', scenario);
  const { status, stdout, stderr } = await plan();
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const steps = stdout
    .split('\n')
    .filter(line => /^ {4}[ \d]\d {2}/.test(line))
    .map(line => line.trim().replaceAll(/\s+/g, ' '));
  expect(steps).toEqual([
    '1 diagnose diagnosis/1 pm2 list',
    '2 act restart-the-worker/1 redis-cli -h redis del jobs',
    '3 act restart pm2 restart worker',
    '4 act restart-the-worker/inline-1 curl -d restarted http://localhost:3001/notes',
    '5 manual verify/1 Look at the page',
    '6 verify verify/2 curl -fsS http://localhost:3001/health',
  ]);
  expect(stdout).toMatch(/not run: branch not taken: If the queue is poisoned/);
  expect(stdout).toMatch(/not run: looked at/);
  expect(stdout).toMatch(/budget symptom +10\.0 s +scenario:13\n/);
  expect(stdout).toMatch(/budget recovery +30\.0 s +default\n/);
  expect(stdout).toMatch(/rto +30\.0 s +front matter of /);
  expect(stdout).toMatch(/limit 10\.0 s · gate/);
});

test('shows what is put in the place of variables, and no secret', async () => {
  write('runbooks/worker.md', runbook);
  const variables = 'variables: { "<HOST>": redis, WORKER: "a b", TOKEN: { env: DRILLBOOK_TEST_TOKEN } }';
  write('scenarios/worker.yaml', scenario.replace('variables: { "<HOST>": redis }', variables));
  process.env['DRILLBOOK_TEST_TOKEN'] = 'hunter2-hunter2';
  const { stdout } = await plan();
  delete process.env['DRILLBOOK_TEST_TOKEN'];
  expect(stdout).toMatch(
    /\n {2}Variables:\n {4}<HOST> {2}"redis" {2}line \d+\n {4}WORKER {2}"a b" {2}line \d+\n {4}TOKEN {3}\(a secret, not shown\)/,
  );
  expect(stdout).not.toContain('hunter2');
});

test('tells which engine and images drillbook.yaml names, and where', async () => {
  write('runbooks/worker.md', runbook);
  write('scenarios/worker.yaml', scenario);
  write('drillbook.yaml', "# ours\nengine: processes\nimages: { 'docker.io/*': 'registry.internal/hub/*' }\n");
  const { stdout } = await plan('scenarios/worker.yaml');
  expect(stdout).toMatch(/ engine +processes +\S*drillbook\.yaml:2\n/);
  expect(stdout).toMatch(/ images +docker\.io\/\* from registry\.internal\/hub\/\* +\S*drillbook\.yaml\n/);
  write('scenarios/worker.yaml', `${scenario}engine: containers\n`);
  expect((await plan('scenarios/worker.yaml')).stdout).toMatch(/ engine +containers +scenario:\d+\n/);
});

test("gives a scenario's plan and its runbooks as JSON", async () => {
  write('runbooks/worker.md', runbook);
  write('scenarios/worker.yaml', scenario);
  const { status, stdout } = await plan('scenarios/worker.yaml', '--json');
  expect(status).toBe(0);
  const { runbooks, scenarios } = JSON.parse(stdout) as { runbooks: { blocks: unknown[] }[]; scenarios: { steps: unknown[] }[] };
  expect(runbooks[0]?.blocks).toHaveLength(6);
  expect(scenarios[0]).toMatchObject({
    ok: true,
    title: 'Worker killed by the kernel',
    faults: [{ kind: 'process.kill', line: 11 }],
    probes: [{ name: 'a new job completes', of: 'steady', kind: 'http', line: 8 }],
    values: expect.arrayContaining([{ name: 'budget symptom', value: '10.0 s', from: 'scenario:13' }]),
  });
  expect(scenarios[0]?.steps[1]).toMatchObject({
    id: 'restart-the-worker/1',
    script: 'redis-cli -h redis del jobs',
    omitted: { kind: 'not-branch' },
  });
});

test('ends with 2 when a scenario cannot be drilled, and lists what stands in its way', async () => {
  write('runbooks/worker.md', runbook);
  write(
    'scenarios/worker.yaml',
    scenario
      .replace('service: worker', 'service: wroker')
      .replace('"<HOST>": redis', '"x": y')
      .replace('take: []', 'take: [restart-the-worker/1]'),
  );
  const { status, stdout, stderr } = await plan('scenarios/worker.yaml');
  expect(status).toBe(2);
  expect(stdout).toContain('cannot be drilled');
  expect(stderr).toMatch(/worker\.yaml:11:\d+: error: .*wroker/);
  expect(stderr).toMatch(/worker\.md:22:14: error: unexpected placeholder "<HOST>"/);
  write('runbooks/worker.md', runbook.replace('-d restarted', '-d <WHO>'));
  write('scenarios/worker.yaml', scenario);
  expect((await plan('scenarios/worker.yaml')).stderr).toMatch(/worker\.md:32:\d+: error: unexpected placeholder "<WHO>"/);
});

test('loads no test runner, no container client and no database driver', () => {
  write('runbooks/worker.md', runbook);
  write('scenarios/worker.yaml', scenario);
  const hook = `export const resolve = (name, context, next) => { if (/^(@playwright\\/|playwright|testcontainers|pg$|ioredis)/.test(name)) throw new Error('loaded ' + name); return next(name, context); };`;
  const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));`;
  const arguments_ = [
    '--import',
    'tsx',
    '--import',
    `data:text/javascript,${encodeURIComponent(register)}`,
    join(repository, 'harness/cli.ts'),
    'plan',
    join(folder, 'runbooks/worker.md'),
    join(folder, 'scenarios/worker.yaml'),
  ];
  const { status, stderr } = spawnSync(process.execPath, arguments_, { cwd: repository, encoding: 'utf8' });
  expect(stderr).not.toContain('loaded');
  expect(status).toBe(0);
});
