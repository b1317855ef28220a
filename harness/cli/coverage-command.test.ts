import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
