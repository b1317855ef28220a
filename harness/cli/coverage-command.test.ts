import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { loadPlan } from '../planning/load-plan.ts';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { openRun } from '../register/open-run.ts';
import { openStore } from '../register/stores.ts';
import { header, result } from '../register/testing/runs.ts';
import { shims } from '../shims/index.ts';
import { main } from './main.ts';

const repository = join(import.meta.dirname, '../..');

/** A folder with one scenario of ours, and a runbook with a second procedure, a branch and a command in a sentence. */
let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-coverage-'));
  for (const one of ['scenarios/worker-killed.yaml', 'runbooks/worker-stopped.md', 'fixtures/stacks'])
    cpSync(join(repository, one), join(folder, one), { recursive: true, force: true });
  writeFileSync(
    join(folder, 'runbooks/other.md'),
    '# Other\n\n## Resolution\n\n### Drop the queue\n\nIf it is poisoned:\n\n```bash\nredis-cli del jobs\n```\n\n## Restart by hand\n\n```bash role="act"\npm2 restart worker\n```\n\n## Appendix\n\n```bash\nls\n```\n',
  );
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function coverage(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['coverage', ...argv], { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal }, [
    { name: 'coverage', load: async () => (await import('./coverage-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

/** Records what a drill of the scenario would have found. */
async function drilled(outcome: 'verified' | 'refuted'): Promise<void> {
  const planned = await loadPlan(join(folder, 'scenarios/worker-killed.yaml'), { operations, faults, shims });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const { scenario: id, scenarioFile: file, digests, inputDigest } = planned.plan.facts;
  const at = new Date().toISOString();
  const run = await openRun(
    openStore('dir:kept', folder),
    { ...header(`run-${outcome}`, at), scenarios: [{ id, file, digests, inputDigest }] },
    [],
  );
  await run.close({ state: 'closed', results: [result(outcome, outcome === 'verified' ? 'clean' : 'data-lost', { id })] });
}

interface Document {
  readonly scenarios: readonly { readonly id: string; readonly status?: string; readonly waiver?: object }[];
  readonly procedures: readonly { readonly id: string; readonly scenarios: readonly string[] }[];
  readonly branches: readonly { readonly step: string; readonly scenarios: readonly string[] }[];
}

test('lists what no scenario drills, also where there is no history', async () => {
  const { status, stdout, stderr } = await coverage();
  expect(status).toBe(0);
  expect(stderr).toContain('no history here');
  expect(stdout).toMatch(/^no history +\S*scenarios\/worker-killed\n/);
  expect(stdout).toMatch(
    /No scenario follows these procedures: nobody knows whether they work\.\n {2}\S*runbooks\/other\.md:3:1 {2}Resolution/,
  );
  expect(stdout).toMatch(/ {2}\S*runbooks\/other\.md:13:1 {2}Restart by hand \(\S*#restart-by-hand\)/);
  expect(stdout).toMatch(/No scenario takes these branches\.\n {2}\S*runbooks\/other\.md:9:1 {2}drop-the-queue\/1: If it is poisoned/);
  expect(stdout).toContain('3 acting procedures: 1 followed by a scenario, 2 by none');
  expect(stdout).not.toContain('Appendix');
});

test('without a history nothing passes that was to be looked for', async () => {
  expect(await coverage('scenarios', '--fail-on', 'stale')).toMatchObject({ status: 4 });
  expect(await coverage('--fail-on', 'never-drilled')).toMatchObject({ status: 1 });
});

test('tells the status of a scenario, and fails only on what is asked for', async () => {
  const status = async (...argv: string[]): Promise<readonly [number, string]> => {
    const { status: code, stdout } = await coverage('scenarios', '--store', 'dir:kept', ...argv);
    return [code, stdout.split(/ {2,}|,/)[0] ?? ''];
  };
  expect(await status()).toEqual([0, 'never drilled']);
  expect(await status('--fail-on', 'never-drilled')).toEqual([1, 'never drilled']);
  expect(await status('--fail-on', 'stale,refuted,inconclusive')).toEqual([0, 'never drilled']);
  await drilled('verified');
  expect(await status('--fail-on', 'stale,never-drilled,refuted,inconclusive')).toEqual([0, 'verified']);
  const runbook = join(folder, 'runbooks/worker-stopped.md');
  const text = readFileSync(runbook, 'utf8');
  writeFileSync(runbook, `${text}\nA note.\n`);
  expect(await status('--fail-on', 'stale')).toEqual([0, 'verified']);
  writeFileSync(runbook, text.replace('docker compose up -d worker', '$&\nsleep 0'));
  expect(readFileSync(runbook, 'utf8')).not.toBe(text);
  expect(await status('--fail-on', 'stale')).toEqual([1, 'stale']);
  writeFileSync(runbook, text);
  await drilled('refuted');
  expect(await status('--fail-on', 'refuted')).toEqual([1, 'refuted']);
});

test('a waiver excuses what is not known, until its day, and never what was refuted', async () => {
  const { scenarios, procedures } = JSON.parse((await coverage('--json', '--store', 'dir:kept')).stdout) as Document;
  const waive = (until: string): void => {
    const names = [...scenarios.map(({ id }) => id), ...procedures.filter(one => one.scenarios.length === 0).map(({ id }) => id)];
    writeFileSync(
      join(folder, 'drillbook.yaml'),
      `waivers:\n${names.map(of => `  - { of: "${of}", owner: ana, reason: moving house, until: ${until} }\n`).join('')}`,
    );
  };
  const all = ['--store', 'dir:kept', '--fail-on', 'stale,never-drilled,refuted,inconclusive'];
  waive('2099-12-31');
  expect(await coverage(...all)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('; waived until 2099-12-31 (ana: moving house)') as unknown,
  });
  waive('2020-01-01');
  expect(await coverage(...all)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('; its waiver ended on 2020-01-01 (ana: moving house)') as unknown,
  });
  await drilled('refuted');
  waive('2099-12-31');
  expect(await coverage(...all)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^refuted {2}/) as unknown });
});

test('a register that is not whole excuses nothing', async () => {
  await drilled('refuted');
  await drilled('verified');
  rmSync(join(folder, 'kept', new Date().toISOString().slice(0, 7), 'run-refuted.json'));
  const { status, stdout, stderr } = await coverage('scenarios', '--store', 'dir:kept', '--fail-on', 'refuted');
  expect([status, stdout.split(' ')[0]]).toEqual([1, 'verified']);
  expect(stderr).toContain('the folder kept is not whole');
});

test('a runbook that is asked for alone is compared with all scenarios', async () => {
  const { stdout } = await coverage('runbooks/worker-stopped.md', '--json');
  const { scenarios, procedures } = JSON.parse(stdout) as Document;
  expect(scenarios).toEqual([]);
  expect(procedures.map(one => one.scenarios.length)).toEqual([1]);
});

test('a Problem in a scenario ends with 2 and its place', async () => {
  writeFileSync(join(folder, 'scenarios/broken.yaml'), 'runbook: nowhere.md\n');
  expect(await coverage()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/broken\.yaml:1:\d+: error/) as unknown });
});

test('a mistyped word to fail on is a wrong call', async () => {
  expect(await coverage('--fail-on', 'stael')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected --fail-on "stael", expected "stale"') as unknown,
  });
});

test('tells procedure, scenario and status together', async () => {
  await drilled('verified');
  const { stdout } = await coverage('--store', 'dir:kept');
  expect(stdout).toMatch(
    /Procedures, and what drills them:\n {2}\S*worker-stopped\.md:\d+:1 {2}Restart the worker \(\S*#restart-the-worker\)\n {4}verified {2}\S*scenarios\/worker-killed\n/,
  );
});

interface Blocks {
  readonly blocks: readonly {
    readonly runbook: string;
    readonly counts: object;
    readonly blocks: readonly { readonly block: string; readonly class: string; readonly why: string }[];
  }[];
  readonly changed?: readonly string[];
}

async function blocksOf(name: string, ...argv: string[]): Promise<Blocks['blocks'][number] | undefined> {
  const { blocks } = JSON.parse((await coverage('--json', ...argv)).stdout) as Blocks;
  return blocks.find(({ runbook }) => runbook.endsWith(name));
}

test('puts every block into one class, with its reason', async () => {
  writeFileSync(
    join(folder, 'runbooks/mixed.md'),
    [
      '# Mixed\n\n## Resolution\n',
      "```bash\nupdate jobs set at = datetime('now');\n```\n",
      '```bash\nkubectl get pods\n```\n',
      '```bash\n# wait for the vendor\n```\n',
      '```bash\nsudo swapon /swapfile\n```\n',
      '```yaml\na: 1\n```\n',
    ].join('\n'),
  );
  const mixed = await blocksOf('mixed.md');
  expect(mixed?.counts).toEqual({ manual: 2, unparsable: 1, outside: 1, impossible: 1 });
  expect((await blocksOf('other.md'))?.counts).toEqual({ branch: 1, 'not-followed': 2 });
  expect((await blocksOf('worker-stopped.md'))?.counts).toEqual({ followed: 4 });
  const { stdout } = await coverage('--blocks');
  expect(stdout).toMatch(/mixed\.md: 5 blocks: 2 manual, 1 unparsable, 1 outside service, 1 impossible here\n/);
  expect(stdout).toMatch(/ {4}\S*mixed\.md:9:1 {2}resolution\/2 {2}outside service: acts through kubectl/);
  expect(stdout).toMatch(/ {2}all: 12 blocks: 4 followed by a scenario, /);
});

test('a file that neither the project nor a stack has is told by its name', async () => {
  const name = readdirSync(join(folder, 'fixtures/stacks/chat/ops'))[0] ?? '';
  writeFileSync(join(folder, 'tidy.sh'), 'true\n');
  const block = (line: string): string => `\`\`\`bash\n${line}\n\`\`\`\n`;
  writeFileSync(
    join(folder, 'runbooks/own.md'),
    `# Own\n\n## Resolution\n\n${['./tidy.sh', `./ops/${name}`, './ops/of-nobody.sh'].map(block).join('\n')}`,
  );
  expect((await blocksOf('own.md'))?.blocks.map(one => [one.class, one.why])).toEqual([
    ['not-followed', 'no scenario follows it'],
    ['not-followed', 'no scenario follows it'],
    ['impossible', "runs ./ops/of-nobody.sh, the system's own: no stack here brings it"],
  ]);
});

test('with evidence, only what was carried out counts, and nothing of a text that has changed', async () => {
  cpSync(join(repository, 'fixtures/evidence/project'), folder, { recursive: true });
  writeFileSync(join(folder, 'runbooks/never.md'), '# Never\n\n## Resolution\n\n```bash\nsudo systemctl restart shop-web\n```\n');
  const run = ['--evidence', join(repository, 'fixtures/evidence/0.1.0/run')];
  expect((await blocksOf('web-down.md', ...run))?.counts).toEqual({ executed: 3 });
  expect((await blocksOf('never.md', ...run))?.counts).toEqual({ 'not-followed': 1 });
  expect((await blocksOf('worker-stopped.md', ...run))?.counts).toEqual({ 'not-reached': 4 });
  const runbook = join(folder, 'runbooks/web-down.md');
  writeFileSync(runbook, readFileSync(runbook, 'utf8').replace('localhost:3000', 'localhost:3001'));
  const { stdout, stderr } = await coverage('--json', ...run);
  expect((JSON.parse(stdout) as Blocks).changed).toEqual(['runbooks/web-down.md']);
  expect(stderr).toContain('runbooks/web-down.md has changed since it was drilled');
  expect((await blocksOf('web-down.md', ...run))?.counts).toEqual({ 'not-reached': 3 });
});

test('a folder without evidence is a wrong call', async () => {
  expect(await coverage('--evidence', 'runbooks')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected folder runbooks, expected evidence of a run') as unknown,
  });
});

interface Alerts {
  readonly alerts: readonly {
    readonly alert: string;
    readonly state: string;
    readonly nearest?: string;
    readonly scenarios: readonly string[];
  }[];
}

test('follows alerts to file and heading, and tells those that lead nowhere', async () => {
  cpSync(join(repository, 'fixtures/rules'), join(folder, 'ops/rules'), { recursive: true });
  const asked = ['--alerts', 'ops/**/*.yml'];
  const { alerts } = JSON.parse((await coverage(...asked, '--json')).stdout) as Alerts;
  expect(alerts.map(({ alert, state, nearest }) => [alert, state, nearest])).toEqual([
    ['WorkerStopped', 'drilled', undefined],
    ['WorkerSlow', 'dead-anchor', 'restart-the-worker'],
    ['QueuePoisoned', 'not-drilled', undefined],
    ['QueueDeep', 'no-runbook', undefined],
    ['DiskFull', 'dead-file', 'runbooks/worker-stopped.md'],
  ]);
  const { stdout, status } = await coverage(...asked);
  expect(status).toBe(0);
  expect(stdout).toContain('5 alerts: 1 followed by a scenario, 1 not, 1 without a runbook, 2 with one that cannot be found');
  expect(stdout).toMatch(/ {2}ops\/rules\/worker\.yml:19:16 {2}QueueDeep: it has no annotation `runbook_url`/);
  for (const [failOn, expected] of [
    ['alert-without-runbook', 1],
    ['dead-runbook-url', 1],
    ['refuted', 4],
  ] as const)
    expect([failOn, (await coverage(...asked, '--fail-on', failOn)).status]).toEqual([failOn, expected]);
});

test('rules that are not there, or cannot be read, are no pass', async () => {
  expect(await coverage('--alerts', 'rules/**/*.yml')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected --alerts "rules/**/*.yml", expected YAML files that are there') as unknown,
  });
  writeFileSync(join(folder, 'rules.yml'), 'groups: [\n');
  expect(await coverage('--alerts', 'rules.yml')).toMatchObject({ status: 2, stdout: '' });
});

test('a scenario whose runbook is kept elsewhere is skipped, counted and told', async () => {
  writeFileSync(join(folder, 'scenarios/drillbook.yaml'), 'runbooksFrom: [DRILLBOOK_TEST_TEXTS]\n');
  const scenario = readFileSync(join(folder, 'scenarios/worker-killed.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'scenarios/elsewhere.yaml'),
    scenario.replace('../runbooks/worker-stopped.md', '${DRILLBOOK_TEST_TEXTS}/worker-stopped.md'),
  );
  const { status, stdout, stderr } = await coverage();
  expect([status, stdout]).toEqual([0, expect.stringMatching(/Skipped, so that nothing is known of them:\n {2}\S*elsewhere\.yaml: /)]);
  expect(stdout).toContain('1 scenario: 1 no history; 1 more skipped\n');
  expect(stderr).toContain('Set DRILLBOOK_TEST_TEXTS to that folder of runbooks');
  // A folder that is not there skips them all: one line says so.
  writeFileSync(
    join(folder, 'scenarios/elsewhere-too.yaml'),
    scenario.replace('../runbooks/worker-stopped.md', '${DRILLBOOK_TEST_TEXTS}/another.md'),
  );
  const both = await coverage();
  expect(both.stdout).toContain(
    '\n  2 scenarios: Set DRILLBOOK_TEST_TEXTS to that folder of runbooks; until then its scenarios are skipped.\n',
  );
  expect(both.stdout).not.toContain('elsewhere-too.yaml');
});

test("the register that one team keeps says nothing of another's scenarios", async () => {
  for (const one of ['scenarios', 'runbooks', 'fixtures']) cpSync(join(folder, one), join(folder, 'ops', one), { recursive: true });
  writeFileSync(join(folder, 'ops/drillbook.yaml'), 'register: dir:kept\n');
  const both = await coverage();
  expect(both.stderr).toContain('no history here');
  expect(both.stdout).not.toContain('never drilled');
  expect((await coverage('ops/scenarios')).stdout).toMatch(/^never drilled {2}/);
});
