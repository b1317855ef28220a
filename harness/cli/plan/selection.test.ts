import { cpSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import type { PlanFile } from '../../selecting/plan-file.ts';
import { TestRepository, files } from '../../selecting/testing/repository.ts';
import { openRun } from '../../register/open-run.ts';
import { openStore } from '../../register/stores.ts';
import { header, result } from '../../register/testing/runs.ts';
import { main } from '../main.ts';

let template: TestRepository;
let repository: TestRepository;
test.beforeAll(() => void (template = new TestRepository()));
test.afterAll(() => template.close());
test.beforeEach(() => void (repository = new TestRepository(template)));
test.afterEach(() => repository.close());

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function plan(argv: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = repository.folder): Promise<Answer> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['plan', ...argv], { stdout, stderr, cwd, env, signal: new AbortController().signal }, [
    { name: 'plan', load: async () => (await import('../plan-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

/** The plan of what changed since `main`. */
async function planned(...more: string[]): Promise<PlanFile> {
  const { status, stderr } = await plan(['--base', 'main', '--out', 'plan.json', ...more]);
  expect(status, stderr).toBe(0);
  return readPlan();
}

function readPlan(): PlanFile {
  const text = readFileSync(join(repository.folder, 'plan.json'), 'utf8');
  rmSync(join(repository.folder, 'plan.json'));
  return JSON.parse(text) as PlanFile;
}

const names = ({ scenarios }: PlanFile): readonly string[] => scenarios.map(({ file }) => file.replace(/^scenarios\/|\.yaml$/g, '')).sort();
const all = ['one', 'three', 'two'];

/** What is done, which scenarios that affects, and what is told of the first. */
const kinds: readonly (readonly [what: string, does: (it: TestRepository) => void, affected: readonly string[], because?: string])[] = [
  ['prose of a runbook', it => it.change('runbooks/one.md', 'Some prose.', 'Other prose, longer.\n\nMuch longer.'), []],
  ['the introduction of a step', it => it.change('runbooks/one.md', 'Do this:', 'Please do this:'), []],
  ['the owner in the front matter', it => it.change('runbooks/one.md', 'team-one', 'team-other'), []],
  [
    'a section that moves in its runbook',
    it => {
      it.change('runbooks/one.md', '\n## Background\n\nMore prose.\n', '');
      it.change('runbooks/one.md', '## Resolution', '## Background\n\nMore prose.\n\n## Resolution');
    },
    [],
  ],
  ['a file that no scenario is made of', it => it.change('README.md', 'product', 'tool'), []],
  ['a file beside the stack that nobody mounts', it => it.change('stacks/own/notes.txt', 'this', 'that'), []],
  ['another entry of the lock file', it => it.change('package-lock.json', '"version": "1.0.0"', '"version": "2.0.0"'), []],
  ['a file that git does not know, below no stack', it => it.write('todo.txt', 'x'), []],
  [
    'the text of a step',
    it => it.change('runbooks/one.md', 'systemctl restart worker', 'systemctl start worker'),
    ['one'],
    'step restart-one of runbooks/one.md changed',
  ],
  ['a new step', it => it.change('runbooks/one.md', '## Verify', '```bash\nsleep 1\n```\n\n## Verify'), ['one'], 'is new'],
  [
    'a command in a sentence that nobody carries out',
    it => it.change('runbooks/one.md', 'Do this:', 'Run `systemctl stop worker`, then do this:'),
    ['one'],
    'what nobody carries out',
  ],
  [
    'a heading of steps',
    it => it.change('runbooks/one.md', '## Verify', '## Check again'),
    ['one'],
    'step verify/1 of runbooks/one.md was removed',
  ],
  [
    'a renamed runbook with the same steps, and the scenario that names it',
    it => {
      it.move('runbooks/one.md', 'runbooks/uno.md');
      it.change('scenarios/one.yaml', 'one.md', 'uno.md');
    },
    ['one'],
    '`runbook` of scenarios/one.yaml changed',
  ],
  ['a renamed scenario', it => it.move('scenarios/one.yaml', 'scenarios/first.yaml'), []],
  [
    'comments in a scenario',
    it => it.change('scenarios/one.yaml', 'faults:', '# why\nfaults:'),
    ['one'],
    'the text of scenarios/one.yaml (comments, layout or words) changed',
  ],
  [
    'a fault',
    it => it.change('scenarios/one.yaml', '{ service: worker }', '{ service: worker, signal: SIGTERM }'),
    ['one'],
    '`faults` of scenarios/one.yaml changed',
  ],
  ['a probe', it => it.change('scenarios/one.yaml', '/health', '/ready'), ['one'], '`steadyState` of scenarios/one.yaml changed'],
  [
    'a budget',
    it => it.change('scenarios/one.yaml', 'faults:', 'budget: { recovery: 9s }\nfaults:'),
    ['one'],
    '`budget` of scenarios/one.yaml changed',
  ],
  [
    'a target in the front matter',
    it => it.change('runbooks/two.md', 'owner:', 'rto: 1m\nowner:'),
    ['two'],
    'the target for recovery time: none → 60.0 s',
  ],
  [
    'the image of a shared stack',
    it => it.change('stacks/shared/compose.yaml', 'postgres:15', 'postgres:16'),
    ['one', 'two'],
    'image of database: postgres:15 → postgres:16 (stacks/shared/compose.yaml)',
  ],
  [
    'comments in a Compose file',
    it => it.change('stacks/shared/compose.yaml', 'services:', '# ours\nservices:'),
    ['one', 'two'],
    'stacks/shared/compose.yaml changed',
  ],
  ["the app's source", it => it.change('stacks/shared/app/server.js', 'one', 'two'), ['one', 'two'], 'stacks/shared/app/server.js changed'],
  [
    'a new file of the app that git does not know yet',
    it => it.write('stacks/shared/app/new.js', 'x'),
    ['one', 'two'],
    'stacks/shared/app/new.js is new',
  ],
  [
    'a file of the app that is gone',
    it => it.remove('stacks/shared/app/server.js'),
    ['one', 'two'],
    'stacks/shared/app/server.js was removed',
  ],
  [
    'an included Compose file',
    it => it.change('stacks/parts/cache.yaml', 'redis:7', 'redis:8'),
    ['three'],
    'image of cache: redis:7 → redis:8 (stacks/parts/cache.yaml)',
  ],
  [
    'an overlay',
    it => it.change('stacks/own/drill.yaml', 'worker.js', 'other.js'),
    ['three'],
    'service worker changed (stacks/own/drill.yaml)',
  ],
  ['the file .env', it => it.change('stacks/own/.env', '20', '22'), ['three'], 'image of worker: node:20 → node:22 (stacks/own/.env)'],
  ['an env_file', it => it.change('stacks/own/worker.env', 'blue', 'red'), ['three'], 'environment of worker changed'],
  ['a file that is mounted', it => it.change('stacks/own/conf/app.conf', '10', '20'), ['three'], 'stacks/own/conf/app.conf changed'],
  ['rows that are prepared', it => it.change('sql/rows.sql', '1', '2'), ['three'], 'sql/rows.sql changed'],
  [
    'a drillbook.yaml that names an engine',
    it => it.write('drillbook.yaml', 'engine: containers\n'),
    all,
    'the engine: the first that works → containers',
  ],
  [
    'a drillbook.yaml that maps images',
    it => it.write('drillbook.yaml', 'images: { "docker.io/*": "registry.internal/*" }\n'),
    all,
    'the image map of drillbook.yaml changed',
  ],
  ['a drillbook.yaml of people and policies', it => it.write('drillbook.yaml', 'maxAge: 90d\npolicy: { failOn: [refuted] }\n'), []],
  [
    'the version of drillbook that is asked for',
    it => it.change('package.json', '^0.1.0', '^0.2.0'),
    all,
    'drillbook itself changed in package.json: ^0.1.0 → ^0.2.0',
  ],
  [
    'the version of drillbook that is locked',
    it => it.change('package-lock.json', '"0.1.0"', '"0.1.1"'),
    all,
    'drillbook itself changed in package-lock.json: 0.1.0 → 0.1.1',
  ],
  [
    'a new scenario',
    it => it.write('scenarios/four.yaml', (files['scenarios/one.yaml'] ?? '').replace('title: one', 'title: four')),
    ['four'],
    'it is new',
  ],
  ['a scenario that is gone', it => it.remove('scenarios/two.yaml'), []],
];

for (const [what, does, affected, because] of kinds)
  test(`affects ${affected.length === 0 ? 'nothing' : affected.join(', ')}: ${what}`, async () => {
    does(repository);
    const uncommitted = await planned();
    repository.commit('change');
    const committed = await planned();
    expect(names(committed)).toEqual(affected);
    expect(committed.scenarios).toEqual(uncommitted.scenarios);
    if (because !== undefined) expect(committed.scenarios[0]?.because.join('\n')).toContain(because);
  });

test('tells of a scenario that is gone, and of one that has another name', async () => {
  repository.remove('scenarios/two.yaml');
  repository.move('scenarios/one.yaml', 'scenarios/first.yaml');
  expect(await planned()).toMatchObject({
    scenarios: [],
    removed: ['scenarios/two'],
    renamed: [{ from: 'scenarios/one.yaml', to: 'scenarios/first.yaml' }],
  });
});

test('takes a stack behind a link for what it leads to', async () => {
  repository.move('stacks/shared', 'elsewhere');
  symlinkSync('../elsewhere', join(repository.folder, 'stacks/shared'));
  repository.commit('link');
  repository.git('branch', '-f', 'main');
  expect(names(await planned())).toEqual([]);
  repository.change('elsewhere/app/server.js', 'one', 'two');
  expect(names(await planned())).toEqual(['one', 'two']);
  repository.git('checkout', '-q', '.');
  repository.change('elsewhere/compose.yaml', 'postgres:15', 'postgres:16');
  expect(names(await planned())).toEqual(['one', 'two']);
});

test('a scenario behind a link is drilled when the file that it leads to changes', async () => {
  repository.move('scenarios/one.yaml', 'kept/one.yaml');
  symlinkSync('../kept/one.yaml', join(repository.folder, 'scenarios/one.yaml'));
  repository.commit('link');
  repository.git('branch', '-f', 'main');
  expect(names(await planned())).toEqual([]);
  repository.change('kept/one.yaml', '/health', '/ready');
  const uncommitted = await planned();
  expect(names(uncommitted)).toEqual(['one']);
  expect(uncommitted.scenarios[0]?.because).toEqual([expect.stringContaining('`steadyState` of scenarios/one.yaml changed')]);
});

test('never takes a link of the base that leads to the present files for those of the base', async () => {
  repository.move('stacks/shared/compose.yaml', 'stacks/real.yaml');
  symlinkSync(join(repository.folder, 'stacks/real.yaml'), join(repository.folder, 'stacks/shared/compose.yaml'));
  repository.commit('link');
  repository.git('branch', '-f', 'main');
  repository.change('stacks/real.yaml', 'postgres:15', 'postgres:16');
  expect(names(await planned())).toEqual(['one', 'two']);
});

test('compares with where the work began, not with what others did on the base since', async () => {
  repository.git('checkout', '-q', 'main');
  repository.change('runbooks/two.md', 'restart worker', 'start worker');
  repository.commit('of others');
  repository.git('checkout', '-q', 'work');
  repository.change('runbooks/one.md', 'restart worker', 'start worker');
  repository.commit('ours');
  const file = await planned();
  expect(names(file)).toEqual(['one']);
  expect(file.base?.commit).not.toBe(repository.git('rev-parse', 'main'));
});

test('in a shallow clone without a common commit, compares with the base itself and says so', async () => {
  repository.change('runbooks/one.md', 'restart worker', 'start worker');
  repository.commit('ours');
  repository.change('README.md', 'product', 'tool');
  repository.commit('more');
  repository.git('checkout', '-q', 'main');
  repository.change('README.md', 'product', 'thing');
  repository.commit('of others');
  const [full, shallow] = [repository, join(repository.folder, 'shallow')];
  full.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${full.folder}`, shallow);
  full.git('-C', shallow, 'checkout', '-q', 'work');
  const { status, stdout } = await plan(['--base', 'origin/main', '--json'], {}, shallow);
  expect(status).toBe(0);
  const { selection } = JSON.parse(stdout) as { selection: PlanFile };
  expect(names(selection)).toEqual(['one']);
  expect(selection.notes.join()).toContain('no commit in common in this shallow clone');
});

test('a base without any drillbook file makes every scenario new', async () => {
  repository.git('checkout', '-q', '--orphan', 'before');
  repository.git('rm', '-rqf', '.');
  repository.write('README.md', 'x');
  repository.commit('before');
  repository.git('checkout', '-q', 'work');
  const { stdout } = await plan(['--base', 'before', '--json']);
  expect((JSON.parse(stdout) as { selection: PlanFile }).selection.scenarios.map(({ because }) => because)).toEqual([
    ['it is new'],
    ['it is new'],
    ['it is new'],
  ]);
  const zeros = await plan(['--base', '0'.repeat(40), '--json']);
  expect(names((JSON.parse(zeros.stdout) as { selection: PlanFile }).selection)).toEqual(all);
});

test('a scenario that could not be planned at the base is drilled', async () => {
  repository.change('scenarios/one.yaml', 'process.kill', 'process.slay');
  repository.commit('broken');
  repository.git('branch', '-f', 'main');
  repository.change('scenarios/one.yaml', 'process.slay', 'process.kill');
  const file = await planned();
  expect(names(file)).toEqual(['one']);
  expect(file.scenarios[0]?.because[0]).toContain('it could not be planned at the base: scenarios/one.yaml:');
});

test('a Problem ends only the scenarios that it stands in the way of', async () => {
  repository.change('runbooks/two.md', 'restart worker', 'start worker');
  repository.change('scenarios/one.yaml', 'process.kill', 'process.slay');
  const { status, stderr } = await plan(['--base', 'main', '--out', 'plan.json']);
  expect(status).toBe(0);
  expect(stderr).toContain('process.slay');
  const file = readPlan();
  expect(names(file)).toEqual(['two']);
  expect(file.problems).toMatchObject([{ file: 'scenarios/one.yaml', scenarios: [expect.stringContaining('scenarios/one')] }]);
  expect((await plan(['--base', 'main'])).status).toBe(2);
});

test('what git ignores is taken to be as it was, and what a submodule brings is compared', async () => {
  repository.write('.gitignore', 'built.js\n');
  repository.commit('ignore');
  repository.git('branch', '-f', 'main');
  repository.write('stacks/shared/app/built.js', 'x');
  const file = await planned();
  expect(names(file)).toEqual([]);
  expect(file.notes.join()).toContain('1 file that git ignores');
  const { stdout } = await plan(['--base', 'main', '--json'], { CI: 'true' });
  expect(names((JSON.parse(stdout) as { selection: PlanFile }).selection)).toEqual(['one', 'two']);
  const inner = new TestRepository();
  try {
    repository.git('submodule', '--quiet', 'add', `file://${inner.folder}`, 'stacks/own/conf/inner');
    repository.commit('submodule');
    repository.git('branch', '-f', 'main');
    expect(names(await planned())).toEqual([]);
    writeFileSync(join(repository.folder, 'stacks/own/conf/inner/README.md'), 'changed');
    expect(names(await planned())).toEqual(['three']);
  } finally {
    inner.close();
  }
});

test('another commit of a submodule that is not checked out affects everything, for nobody can tell what it brings', async () => {
  const inner = new TestRepository();
  try {
    repository.git('submodule', '--quiet', 'add', `file://${inner.folder}`, 'stacks/own/conf/inner');
    repository.commit('submodule');
    repository.git('branch', '-f', 'main');
    repository.git('submodule', '--quiet', 'deinit', '--force', '--all');
    expect(names(await planned())).toEqual([]);
    inner.commit('more');
    const [was, is] = ['main', 'work'].map(branch => inner.git('rev-parse', branch));
    repository.git('update-index', '--cacheinfo', `160000,${is},stacks/own/conf/inner`);
    repository.git('commit', '-qm', 'pointer');
    const { scenarios } = await planned();
    expect(scenarios.map(({ file }) => file.replace(/^scenarios\/|\.yaml$/g, '')).sort()).toEqual(all);
    expect(scenarios[0]?.because.join()).toContain(
      `the submodule stacks/own/conf/inner is not checked out, and its commit changed: ${was?.slice(0, 12)} → ${is?.slice(0, 12)}`,
    );
    repository.git('rm', '-qf', '--cached', 'stacks/own/conf/inner');
    repository.git('commit', '-qm', 'gone');
    expect((await planned()).scenarios[0]?.because.join()).toContain('→ none');
  } finally {
    inner.close();
  }
});

test('a scenario that no longer looks like one is a Problem, and one that loses its tag is drilled', async () => {
  repository.change('scenarios/one.yaml', 'title: one', 'title: one\ntags: [db]');
  repository.commit('tag');
  repository.git('branch', '-f', 'main');
  repository.change('scenarios/one.yaml', 'runbook:', 'Runbook:');
  expect(await planned()).toMatchObject({
    scenarios: [],
    problems: expect.arrayContaining([expect.objectContaining({ file: 'scenarios/one.yaml' })]),
  });
  expect((await planned('@db')).problems).not.toEqual([]);
  repository.change('scenarios/one.yaml', 'Runbook:', 'runbook:');
  repository.change('scenarios/one.yaml', 'tags: [db]', 'tags: [other]');
  expect(await planned('@db')).toMatchObject({
    scenarios: [{ file: 'scenarios/one.yaml', because: expect.arrayContaining(['it has no tag any more that was asked for (@db)']) }],
    problems: [],
    removed: [],
  });
});

test('works below the top of the repository, for a part of the scenarios, and for tags', async () => {
  const outer = new TestRepository();
  try {
    for (const name of ['runbooks', 'scenarios', 'stacks', 'sql']) outer.move(name, `team/${name}`);
    outer.commit('deeper');
    outer.git('branch', '-f', 'main');
    outer.change('team/scenarios/two.yaml', 'title: two', 'title: two\ntags: [db]');
    outer.change('team/runbooks/one.md', 'restart worker', 'start worker');
    outer.remove('team/scenarios/three.yaml');
    const select = async (...argv: string[]): Promise<PlanFile> =>
      (JSON.parse((await plan(['--base', 'main', '--json', ...argv], {}, join(outer.folder, 'team'))).stdout) as { selection: PlanFile })
        .selection;
    expect(names(await select())).toEqual(['one', 'two']);
    expect((await select()).removed).toEqual(['scenarios/three']);
    expect(names(await select('scenarios/one.yaml'))).toEqual(['one']);
    expect(names(await select('@db'))).toEqual(['two']);
  } finally {
    outer.close();
  }
});

test('in a folder that the base does not have, every scenario is new', async () => {
  repository.write('drillbook.yaml', excuse.replace('scenarios/new/', ''));
  repository.commit('excuse');
  repository.git('branch', '-f', 'main');
  for (const name of ['runbooks', 'scenarios', 'stacks', 'sql'])
    cpSync(join(repository.folder, name), join(repository.folder, 'team', name), { recursive: true });
  const { status, stdout, stderr } = await plan(['--base', 'main', '--json'], {}, join(repository.folder, 'team'));
  expect(status, stderr).toBe(0);
  const { scenarios } = (JSON.parse(stdout) as { selection: PlanFile }).selection;
  expect(scenarios.map(({ because, policy }) => [because, policy.onboarding?.owner])).toEqual(all.map(() => [['it is new'], 'Ada']));
});

test('leaves nothing behind, changes neither index nor working tree, and keeps to itself what it wrote', async () => {
  repository.change('runbooks/one.md', 'restart worker', 'start worker');
  const before = repository.git('status', '--porcelain');
  await plan(['--base', 'main']);
  expect(repository.git('status', '--porcelain')).toBe(before);
  expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  expect(
    readdirSync(tmpdir()).filter(
      name => name.startsWith('drillbook-base-') && existsSync(join(tmpdir(), name, 'tree', 'stacks', 'own', 'notes.txt')),
    ),
  ).toEqual([]);
});

test('a base that nobody knows is a wrong call', async () => {
  expect(await plan(['--base', 'nowhere'])).toMatchObject({ status: 2, stderr: expect.stringContaining('unexpected --base "nowhere"') });
  expect(await plan(['--base', '--output=x'])).toMatchObject({ status: 2 });
  expect(await plan(['--base', 'main', '--all'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected --all beside --base'),
  });
  expect(await plan(['--base', 'main', '--max-minutes', '5'])).toMatchObject({ status: 2 });
  expect(await plan(['--out', 'plan.json'])).toMatchObject({ status: 2, stderr: expect.stringContaining('unexpected --out alone') });
});

test('nothing selected: says so, and is no mistake where a plan was asked for', async () => {
  expect(await plan(['--base', 'main'])).toMatchObject({
    status: 4,
    stdout: '',
    stderr: expect.stringContaining('nothing is affected by what changed since main'),
  });
  expect(
    await plan(['--base', 'main', '--out', 'plan.json', '--github-output'], { GITHUB_OUTPUT: join(repository.folder, 'out.txt') }),
  ).toMatchObject({ status: 0 });
  expect(readFileSync(join(repository.folder, 'out.txt'), 'utf8')).toBe('count=0\nshards=0\nmatrix=[]\nminutes=0\n');
});

test('a secret that has no value here keeps no other scenario back, and none green', async () => {
  repository.change('scenarios/one.yaml', 'faults:', 'variables: { TOKEN: { env: DRILLBOOK_TEST_TOKEN } }\nfaults:');
  repository.commit('needs a secret');
  expect(await planned()).toMatchObject({
    scenarios: [],
    problems: [],
    missingSecrets: [{ id: expect.stringContaining('scenarios/one'), names: ['DRILLBOOK_TEST_TOKEN'] }],
  });
  // Not affected, it stands in nobody's way.
  repository.git('branch', '-f', 'main');
  expect(await planned()).toMatchObject({
    scenarios: [],
    missingSecrets: [],
    notAffected: expect.arrayContaining([expect.stringContaining('scenarios/one')]),
  });
  process.env['DRILLBOOK_TEST_TOKEN'] = 'a-token-of-tests';
  try {
    repository.change('runbooks/one.md', 'restart worker', 'start worker --token a-token-of-tests');
    expect(names(await planned())).toEqual(['one']);
  } finally {
    delete process.env['DRILLBOOK_TEST_TOKEN'];
  }
});

test('a change is judged by the policy before it', async () => {
  const policy = (until: string): string => `policy:\n  onboarding: [{ path: "**", until: ${until}, owner: Ada, because: new here }]\n`;
  repository.write('drillbook.yaml', policy('2099-01-01'));
  repository.change('runbooks/one.md', 'restart worker', 'start worker');
  const file = await planned();
  expect(file.scenarios[0]?.policy).toEqual({});
  expect(file.notes).toEqual([expect.stringContaining('drillbook.yaml:2: this `onboarding` is not at the base')]);
  repository.commit('policy');
  repository.git('branch', '-f', 'main');
  repository.change('runbooks/one.md', 'start worker', 'stop worker');
  repository.write('drillbook.yaml', policy('2099-12-31'));
  expect((await planned()).scenarios[0]?.policy).toMatchObject({ onboarding: { until: '2099-01-01', owner: 'Ada' } });
});

const excuse = 'policy:\n  onboarding: [{ path: "scenarios/new/**", until: 2099-01-01, owner: Ada, because: new here }]\n';
const deeper = (it: TestRepository, file: string): void => {
  for (const folder of ['runbooks', 'stacks'])
    it.write(file, readFileSync(join(it.folder, file), 'utf8').replaceAll(`../${folder}`, `../../${folder}`));
};

for (const [what, does] of [
  ['is moved', it => it.move('scenarios/one.yaml', 'scenarios/new/one.yaml')],
  [
    'is moved, and has another title',
    it => (it.move('scenarios/one.yaml', 'scenarios/new/one.yaml'), it.change('scenarios/new/one.yaml', 'title: one', 'title: x')),
  ],
  ['is moved, and has another name', it => it.move('scenarios/one.yaml', 'scenarios/new/x.yml')],
  [
    'is moved, and has another name and title',
    it => (it.move('scenarios/one.yaml', 'scenarios/new/x.yaml'), it.change('scenarios/new/x.yaml', 'title: one', 'title: x')),
  ],
  ['takes the place of one that is excused', it => it.move('scenarios/one.yaml', 'scenarios/new/old.yaml')],
  [
    'is moved, and a link left where it was',
    it => (it.move('scenarios/one.yaml', 'scenarios/new/one.yaml'), symlinkSync('new/one.yaml', join(it.folder, 'scenarios/one.yaml'))),
  ],
  [
    'is moved, and another put where it was',
    it => (
      it.move('scenarios/one.yaml', 'scenarios/new/x.yaml'),
      it.write('scenarios/one.yaml', (files['scenarios/two.yaml'] ?? '').replace('title: two', 'title: other'))
    ),
  ],
] as readonly (readonly [what: string, does: (it: TestRepository) => void])[])
  test(`a scenario is not excused by where it is moved to: it ${what}`, async () => {
    repository.write('drillbook.yaml', excuse);
    repository.write('scenarios/new/old.yaml', (files['scenarios/two.yaml'] ?? '').replace('title: two', 'title: old'));
    deeper(repository, 'scenarios/new/old.yaml');
    repository.commit('excuse');
    repository.git('branch', '-f', 'main');
    does(repository);
    for (const name of readdirSync(join(repository.folder, 'scenarios/new'))) {
      const file = `scenarios/new/${name}`;
      if (!readFileSync(join(repository.folder, file), 'utf8').includes('../../')) deeper(repository, file);
    }
    repository.change('runbooks/one.md', 'restart worker', 'start worker');
    for (const asked of [[], ['scenarios/new']]) {
      const { scenarios, notes } = await planned(...asked);
      const moved = scenarios.filter(({ file }) => file.startsWith('scenarios/new/'));
      expect(moved).toHaveLength(1);
      expect(moved[0]?.policy).toEqual({});
      expect(notes.join()).toContain('it stands in for scenarios/one.yaml, which had no excuse at the base');
    }
  });

test('a scenario behind a link is not excused by where the link is moved to', async () => {
  repository.write('drillbook.yaml', excuse);
  const text = (files['scenarios/one.yaml'] ?? '').replaceAll('../', '../../');
  repository.write('kept/a/one.yaml', text);
  repository.write('kept/b/file.yaml', text.replaceAll('one', 'two'));
  for (const name of ['one', 'two']) repository.remove(`scenarios/${name}.yaml`);
  repository.write('scenarios/new/README.md', '');
  repository.write('scenarios/old/README.md', '');
  symlinkSync('../kept/a', join(repository.folder, 'scenarios/folder'));
  symlinkSync('../../kept/b/file.yaml', join(repository.folder, 'scenarios/old/file.yaml'));
  repository.commit('excuse');
  repository.git('branch', '-f', 'main');
  for (const name of ['folder', 'old/file.yaml']) repository.remove(`scenarios/${name}`);
  repository.write('scenarios/new/README.md', '');
  symlinkSync('../../kept/a/one.yaml', join(repository.folder, 'scenarios/new/x.yaml'));
  symlinkSync('../../kept/b/file.yaml', join(repository.folder, 'scenarios/new/y.yaml'));
  for (const name of ['one', 'two']) repository.change(`runbooks/${name}.md`, 'restart worker', 'start worker');
  const { scenarios, problems } = await planned();
  expect(problems).toEqual([]);
  expect(scenarios.map(({ file, policy }) => [file, policy])).toEqual([
    ['scenarios/new/x.yaml', {}],
    ['scenarios/new/y.yaml', {}],
  ]);
});

test('a scenario that is moved from one excused folder to another, or is new, stays excused', async () => {
  repository.write('drillbook.yaml', excuse);
  repository.write(
    'scenarios/new/a/old.yaml',
    (files['scenarios/two.yaml'] ?? '').replaceAll('../', '../../../').replace('title: two', 'title: old'),
  );
  repository.commit('excuse');
  repository.git('branch', '-f', 'main');
  repository.move('scenarios/new/a/old.yaml', 'scenarios/new/b/old.yaml');
  repository.change('scenarios/new/b/old.yaml', '/health', '/ready');
  repository.write(
    'scenarios/new/four.yaml',
    (files['scenarios/one.yaml'] ?? '').replaceAll('../', '../../').replace('title: one', 'title: four'),
  );
  const { scenarios } = await planned();
  expect(scenarios.map(({ file, policy }) => [file, policy.onboarding?.owner])).toEqual([
    ['scenarios/new/b/old.yaml', 'Ada'],
    ['scenarios/new/four.yaml', 'Ada'],
  ]);
});

test('in a pull or merge request nothing is excused by its own files: without a base no file excuses', async () => {
  repository.write('drillbook.yaml', excuse.replace('scenarios/new/', ''));
  const zeros = ['--base', '0'.repeat(40)];
  for (const [env, excused, how] of [
    [{ GITHUB_EVENT_NAME: 'push' }, true, ['--all']],
    [{ GITHUB_EVENT_NAME: 'pull_request' }, false, ['--all']],
    [{ GITHUB_EVENT_NAME: 'pull_request_target' }, false, ['--stalest']],
    [{ GITHUB_EVENT_NAME: 'merge_group' }, false, zeros],
    [{ CI_MERGE_REQUEST_IID: '7' }, false, ['--all']],
    [{ CHANGE_ID: '7' }, false, ['--all']],
  ] as const) {
    expect((await plan([...how, '--out', 'plan.json'], env)).status).toBe(0);
    const { scenarios, notes } = readPlan();
    expect(scenarios.map(({ policy }) => policy.onboarding !== undefined)).toEqual([excused, excused, excused]);
    expect(notes.join()).toContain(excused ? '' : 'drillbook.yaml:2: this `onboarding` does not count: without a base');
  }
});

test('all, or the stalest first, as many as there is time for; what was measured says how long', async () => {
  const store = openStore('dir:kept', repository.folder);
  await plan(['--all', '--out', 'plan.json']);
  const ids = new Map(
    readPlan().scenarios.map(({ id, inputDigest, file }) => [file.replace(/^scenarios\/|\.yaml$/g, ''), { id, inputDigest, file }]),
  );
  const record = async (name: string, run: string, at: string, outcome: 'verified' | 'refuted', tookMs: number): Promise<void> => {
    const { id = '', inputDigest = '', file = '' } = ids.get(name) ?? {};
    const open = await openRun(store, { ...header(run, at), scenarios: [{ id, file, inputDigest, digests: {} }] }, []);
    await open.close({ state: 'closed', results: [result(outcome, outcome === 'verified' ? 'clean' : 'data-lost', { id, tookMs })] });
  };
  await record('one', 'run-1', new Date(Date.now() - 1000).toISOString(), 'verified', 90_000);
  await record('three', 'run-2', new Date().toISOString(), 'refuted', 30_000);
  const env = { DRILLBOOK_REGISTER: 'dir:kept' };
  await plan(['--stalest', '--out', 'plan.json'], env);
  const stalest = readPlan();
  expect(stalest.scenarios.map(({ file, estimatedMs, estimateFrom }) => [file, estimatedMs, estimateFrom])).toEqual([
    ['scenarios/two.yaml', 60_000, 'default'],
    ['scenarios/three.yaml', 30_000, 'measured'],
    ['scenarios/one.yaml', 90_000, 'measured'],
  ]);
  expect(stalest.scenarios.map(({ because }) => because[0]?.split(':')[0])).toEqual(['never drilled', 'refuted', 'verified']);
  const { stdout } = await plan(['--stalest', '--max-minutes', '2', '--out', 'plan.json'], env);
  expect(stdout).toContain('left out, no time for it: ');
  expect(readPlan()).toMatchObject({
    scenarios: [{ file: 'scenarios/two.yaml' }, { file: 'scenarios/three.yaml' }],
    leftOut: [{ estimatedMs: 90_000 }],
  });
  const output = join(repository.folder, 'output');
  await plan(['--all', '--shard-minutes', '1', '--out', 'plan.json', '--github-output'], { ...env, GITHUB_OUTPUT: output });
  expect(readPlan()).toMatchObject({ shards: 3, minutes: 2 });
  expect(readFileSync(output, 'utf8')).toBe('count=3\nshards=3\nmatrix=[1,2,3]\nminutes=2\n');
  expect(await plan(['--stalest'])).toMatchObject({ status: 0, stderr: expect.stringContaining('no register is kept') });
});
