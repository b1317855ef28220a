import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';
import type { PlanFile } from '../selecting/plan-file.ts';

test.describe.configure({ timeout: 180_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-planned-'));
  writeWebStack(folder);
  for (const [name, command] of [
    ['good', 'start'],
    ['bad', 'status'],
  ] as const) {
    writeInto(folder, `runbooks/${name}.md`, `# Web is down\n\n## Resolution\n\n\`\`\`bash\nsudo systemctl ${command} web\n\`\`\`\n`);
    writeInto(folder, `scenarios/${name}.yaml`, webScenario(name, `../runbooks/${name}.md`));
  }
  writeFileSync(join(folder, '.gitignore'), '.drillbook\n');
  for (const argv of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'all'],
  ])
    expect(spawnSync('git', argv, { cwd: folder }).status).toBe(0);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...argv: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '' },
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => (text[stream] += chunk.toString()));
  return await new Promise(resolve => child.once('close', status => resolve({ status, ...text })));
}

const file = '.drillbook/plan.json';

test('what was planned is drilled in shards, and the gate decides on their evidence', async () => {
  expect((await run('plan', '--all', '--shard-minutes', '1', '--out', file)).status).toBe(0);
  const plan = JSON.parse(readFileSync(join(folder, file), 'utf8')) as PlanFile;
  expect(plan.scenarios.map(({ id, shard }) => [id, shard])).toEqual([
    ['scenarios/bad', 1],
    ['scenarios/good', 2],
  ]);
  const drill = async (shard: string): Promise<Ended> =>
    await run(
      'drill',
      '--plan',
      file,
      '--shard',
      shard,
      '--engine',
      'processes',
      '--workers',
      '2',
      '--evidence',
      `.drillbook/${shard.slice(0, 1)}`,
    );
  const [bad, good] = await Promise.all([drill('1/2'), drill('2/2')]);
  expect([bad.status, good.status], bad.stderr + good.stderr).toEqual([1, 0]);
  const whole = await run('gate', '--plan', file, '.drillbook/1', '.drillbook/2');
  expect(whole.status, whole.stderr).toBe(1);
  expect(whole.stdout).toContain('FAILED  scenarios/bad  runbooks/bad.md:');
  expect(whole.stdout).toContain('verified  scenarios/good');
  expect(whole.stdout).toContain('fail: 1 verified, 1 not as expected');
  expect((await run('gate', '--plan', file, '.drillbook/2')).stdout).toContain('MISSING  scenarios/bad');
});

test('nothing is drilled when the plan or the files are not those that were planned', async () => {
  expect((await run('plan', '--all', '--out', file)).status).toBe(0);
  const text = readFileSync(join(folder, file), 'utf8');
  const refused = async (says: string, ...more: string[]): Promise<void> => {
    const { status, stderr, stdout } = await run('drill', '--plan', file, '--engine', 'processes', ...more);
    expect(stderr).toContain(says);
    expect([status, stdout]).toEqual([2, '']);
  };
  await refused('unexpected --shard 1/3, expected one of 1', '--shard', '1/3');
  await refused('unexpected scenarios/good.yaml beside --plan', 'scenarios/good.yaml');
  writeFileSync(join(folder, file), text.replace('"title": "good"', '"title": "better"'));
  await refused('unexpected digest of the plan');
  writeFileSync(join(folder, file), text);
  appendFileSync(join(folder, 'server.js'), '// changed\n');
  await refused('unexpected change since it was planned');
  rmSync(join(folder, 'scenarios/bad.yaml'));
  await refused('scenarios/bad.yaml');
});

test('a plan that chose nothing has nothing to drill, which is no failure', async () => {
  expect((await run('plan', '--base', 'HEAD', '--out', file)).status).toBe(0);
  expect(await run('drill', '--plan', file)).toMatchObject({ status: 0, stderr: expect.stringContaining('nothing to drill') });
  expect(await run('gate', '--plan', file)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('no scenario is affected by what changed since HEAD'),
  });
});
