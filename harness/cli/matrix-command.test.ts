import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { writeInto } from '../engines/testing/web-project.ts';
import { readJournal } from '../evidence/read-journal.ts';
import { matrixSchema } from '../reports/matrix/matrix-schema.ts';

test.describe.configure({ timeout: 180_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-matrix-'));
  writeInto(folder, 'server.js', serverOf('ok'));
  writeInto(
    folder,
    'compose.yaml',
    `services:
${service('web', 3000)}${service('shop', 4000)}volumes: { data: {} }
`,
  );
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers, and keeps a file on a volume that the operator sees as well. */
function serverOf(answer: string): string {
  return `const { writeFileSync, existsSync } = require('node:fs');
if (!existsSync('/data/began')) { writeFileSync('/data/began', ''); writeFileSync('/data/orders', 'all'); }
require('node:http').createServer((request, response) => response.end('${answer}')).listen(Number(process.argv[2]));
`;
}

function service(name: string, port: number): string {
  return `  ${name}:
    image: node:20
    command: node server.js ${port}
    working_dir: /srv
    ports: ["${port}:${port}"]
    volumes: ["./server.js:/srv/server.js", "data:/data"]
    healthcheck: { test: ["CMD", "curl", "-sf", "http://localhost:${port}/"], interval: 1s, timeout: 2s, retries: 10 }
    x-drillbook: { run: node server.js ${port}, systemd: ${name} }
`;
}

function scenario(name: string, fault: string, port: number, more = ''): void {
  writeInto(
    folder,
    `scenarios/${name}.yaml`,
    `title: ${name}
runbook: ../${name}.md
stack: [../compose.yaml]
steadyState:
  - name: it answers
    http: { url: "http://localhost:${port}/" }
    expect: { status: 200, within: 1s }
never:
  - name: orders are gone
    command: test -e /data/orders
budget: { recovery: 5s }
faults:
  - ${fault}
${more}`,
  );
}

function runbook(name: string, act: string, diagnosis = ''): void {
  writeInto(folder, `${name}.md`, `# ${name}\n\n${diagnosis}## Resolution\n\n\`\`\`bash\n${act}\n\`\`\`\n`);
}

const gate = '## Diagnosis\n\nIt has ended:\n\n```bash {"expect":"/^(inactive|failed)$/"}\nsystemctl is-active web\n```\n\n';

/** The first knows its fault; the second restarts, whatever the trouble is, and clears away what it should not. */
function writeIncidents(): void {
  scenario('killed', 'process.kill: { service: web }', 3000);
  runbook('killed', 'sudo systemctl start web', gate);
  scenario('frozen', 'process.pause: { service: web }', 3000, '');
  writeInto(folder, 'scenarios/frozen.yaml', readFileSync(join(folder, 'scenarios/frozen.yaml'), 'utf8').replace(/never:\n.*\n.*\n/, ''));
  runbook('frozen', 'rm -f /data/orders\nsudo systemctl restart web');
}

async function run(...argv: string[]): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [program, 'matrix', ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '' },
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => (text[stream] += chunk.toString()));
  return await new Promise(resolve => child.once('close', status => resolve({ status, ...text })));
}

const onProcesses = ['--engine', 'processes'];

test('two incidents: one runbook stops at its diagnosis, the other does harm, and the fault alone is its witness', async () => {
  writeIncidents();
  const { status, stdout, stderr } = await run(...onProcesses, '--json');
  expect(status, stderr).toBe(1);
  const matrix = matrixSchema.parse(JSON.parse(stdout));
  const [stack] = matrix.stacks;
  const result = (procedureOf: string, faultOf: string): string => {
    const number = (title: string): number | undefined => stack?.scenarios.find(one => one.title === title)?.number;
    return stack?.cells.find(cell => cell.procedureOf === number(procedureOf) && cell.faultOf === number(faultOf))?.result ?? '';
  };
  expect(result('killed', 'killed'), stdout).toBe('heals');
  expect(result('frozen', 'frozen'), stdout).toBe('heals');
  expect(result('killed', 'frozen'), stdout).toBe('stops');
  expect(result('frozen', 'killed'), stdout).toBe('harms');
  const harm = stack?.cells.find(cell => cell.result === 'harms');
  expect(harm?.sentence).toContain("with the fault's own runbook it is not");
  expect(harm?.at?.file).toBe('frozen.md');

  // What is said of it stands on journals that are chains from the header on.
  const [name = ''] = readdirSync(join(folder, '.drillbook/matrix')).filter(one => !one.startsWith('.'));
  const evidence = join(folder, '.drillbook/matrix', name);
  for (const cell of stack?.cells ?? []) {
    const { broken, head, ended } = readJournal(evidence, cell.journal ?? '');
    expect([broken, head, ended]).toEqual([undefined, cell.head, true]);
  }
  expect(existsSync(join(evidence, harm?.control?.journal ?? 'none'))).toBe(true);
  expect(JSON.parse(readFileSync(join(evidence, 'matrix.json'), 'utf8'))).toEqual(matrix);
  expect(readFileSync(join(evidence, 'matrix.html'), 'utf8')).toContain('A runbook does harm in 1 of 4 cells');
  // No command that reads runs takes it for one.
  expect(existsSync(join(evidence, 'run.json')) || existsSync(join(evidence, 'journals'))).toBe(false);
  expect(stderr).toContain('killed against frozen: stops at its diagnosis');
});

test('a diagnosis that stops for want of what its scenario prepares is tried again with that, and then judged', async () => {
  const backup = 'prepare:\n  - command: cp /data/orders /data/backup\n';
  scenario('killed', 'process.kill: { service: web }', 3000, backup);
  const look = 'test -s /data/backup && ! systemctl is-active --quiet web';
  runbook('killed', 'sudo systemctl start web', `## Diagnosis\n\n\`\`\`bash {"exit":0}\n${look}\n\`\`\`\n\n`);
  scenario('frozen', 'process.pause: { service: web }', 3000);
  runbook(
    'frozen',
    'sudo systemctl kill --signal=CONT web',
    '## Diagnosis\n\n```bash {"exit":0}\nsystemctl is-active --quiet web\n```\n\n',
  );
  const { status, stdout, stderr } = await run(...onProcesses, '--json');
  expect(status, stderr).toBe(0);
  const [stack] = matrixSchema.parse(JSON.parse(stdout)).stacks;
  const of = (title: string): number | undefined => stack?.scenarios.find(one => one.title === title)?.number;
  const cell = stack?.cells.find(one => one.procedureOf === of('killed') && one.faultOf === of('frozen'));
  expect(cell).toMatchObject({ result: 'stops', sentence: expect.stringContaining('with what its own scenario prepares') });
  const [name = ''] = readdirSync(join(folder, '.drillbook/matrix')).filter(one => !one.startsWith('.'));
  const { broken, head, ended } = readJournal(join(folder, '.drillbook/matrix', name), cell?.prepared?.journal ?? '');
  expect([broken, head, ended]).toEqual([undefined, cell?.prepared?.head, true]);
  expect(stack?.cells.filter(one => one.prepared !== undefined)).toHaveLength(1);
  expect(stderr).toContain('killed against frozen, prepared: stops at its diagnosis');
});

test('only near misses are tried, what is left out is said, and a good row ends with 0', async () => {
  scenario('killed', 'process.kill: { service: web }', 3000);
  runbook('killed', 'sudo systemctl start web', gate);
  scenario('shop', 'process.kill: { service: shop }', 4000);
  runbook('shop', 'sudo systemctl start shop');
  scenario(
    'broken',
    'process.kill: { service: web }',
    3000,
    'outcome: { is: refuted, reason: not-restored, because: it waits, selfTest: true }\n',
  );
  runbook('broken', 'sleep 1');
  const { status, stdout, stderr } = await run(...onProcesses);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('2 × heals its own fault  (2 cells)');
  expect(stdout).toContain('2 combinations not tried: 2 × no near miss');
  expect(stdout).toContain('left out: scenarios/broken (its runbook is expected to be refuted)');
  expect(stdout).toMatch(/matrix\.json sha256 [0-9a-f]{64}\n$/);
});

test('a runbook that does not heal its own fault ends with 1, and without two scenarios of a stack there is nothing to try', async () => {
  scenario('killed', 'process.kill: { service: web }', 3000);
  runbook('killed', 'true');
  const alone = await run(...onProcesses);
  expect([alone.status, alone.stdout]).toEqual([4, '']);
  expect(alone.stderr).toContain('scenarios/killed: no other scenario has its stack');
  scenario('shop', 'process.kill: { service: shop }', 4000);
  runbook('shop', 'sudo systemctl start shop');
  const { status, stdout } = await run(...onProcesses);
  expect(status).toBe(1);
  expect(stdout).toContain('killed against its own fault: does not heal its own fault (not-restored)');
});

test('a wrong call and a wrong file are told before anything is tried', async () => {
  expect((await run('--workers', '0')).status).toBe(2);
  scenario('killed', 'process.kil: { service: web }', 3000);
  runbook('killed', 'true');
  const { status, stderr } = await run();
  expect([status, stderr.includes('process.kill')]).toEqual([2, true]);
  expect(existsSync(join(folder, '.drillbook'))).toBe(false);
});

test('interrupted, it cleans up, and tells what was not tried', async () => {
  writeIncidents();
  runbook('killed', 'sleep 30', gate);
  const child = spawn(process.execPath, [program, 'matrix', ...onProcesses, '--workers', '1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '' },
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => (text[stream] += chunk.toString()));
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  await expect.poll(() => text.stderr, { timeout: 60_000 }).toContain('fault: ');
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(text.stdout).toContain('interrupted before');
});
