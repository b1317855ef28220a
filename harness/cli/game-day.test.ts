import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { webScenario, writeInto } from '../engines/testing/web-project.ts';
import { makeForeignProject, mends, mendsNot } from './testing/foreign-project.ts';
import type { ForeignProject } from './testing/foreign-project.ts';
import { runComposite, runWorkflow } from './testing/workflow-run.ts';
import type { JobEnded, WorkflowEnded, WorkflowToRun } from './testing/workflow-run.ts';

test.describe.configure({ timeout: 240_000, mode: 'parallel' });

const github = fileURLToPath(new URL('../../.github', import.meta.url));
const workflow = join(github, 'workflows/game-day.yml');
const checkout = { uses: 'actions/checkout@v7', with: { 'fetch-depth': 0, 'persist-credentials': false } };
const inputs = { engine: 'processes', 'shard-minutes': 1 };

let project: ForeignProject;
let base: string;
test.beforeEach(() => {
  project = makeForeignProject();
  base = project.commit('a system and its runbooks');
});
test.afterEach(() => project.remove());

/** What GitHub says of a pull request whose head is the last commit. */
function pullRequest(sha: string): Readonly<Record<string, unknown>> {
  return {
    event_name: 'pull_request',
    sha,
    run_id: 7,
    workflow: 'drills',
    ref_name: '5/merge',
    event: { pull_request: { number: 5, base: { sha: base } }, repository: { default_branch: 'main' } },
  };
}

/** … and of a push to the default branch. */
function push(sha: string): Readonly<Record<string, unknown>> {
  return {
    event_name: 'push',
    sha,
    run_id: 8,
    workflow: 'drills',
    ref_name: 'main',
    event: { before: base, repository: { default_branch: 'main' } },
  };
}

async function run(about: Readonly<Record<string, unknown>>, more: Partial<WorkflowToRun> = {}): Promise<WorkflowEnded> {
  return await runWorkflow({
    file: workflow,
    repository: project.repository,
    folder: join(project.folder, 'github'),
    github: about,
    env: project.env,
    ...more,
    inputs: { ...inputs, ...more.inputs },
  });
}

const results = ({ jobs }: WorkflowEnded): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]));
const skipped: JobEnded = { result: 'skipped', outputs: {}, log: '', summary: '' };
const logOf = (job: JobEnded | undefined): string => job?.log ?? '';

test('a change that breaks a runbook gets a red gate, one summary and one annotation; the other machine’s evidence is in the same report', async () => {
  project.writeRunbook('first', mendsNot);
  project.writeRunbook('second', `${mends}\nsystemctl is-active web`);
  const ended = await run(pullRequest(project.commit('two runbooks are changed')));
  const log = Object.values(ended.jobs).map(logOf).join('');
  expect(results(ended), log).toEqual({ plan: 'success', drill: 'success', report: 'success', gate: 'failure' });
  expect(ended.jobs['plan']?.outputs).toMatchObject({ count: '2', shards: '2', matrix: '[1,2]' });
  expect(log.match(/^::error file=runbooks\/first\.md,line=\d+/gm)).toHaveLength(1);
  expect(ended.jobs['report']?.summary).toContain('The first one');
  expect(ended.jobs['gate']?.summary).toContain('refuted');
  expect(ended.outputs).toEqual({ evidence: 'drillbook-1-evidence-1', decision: 'fail' });
  expect(readdirSync(ended.artifacts).sort()).toEqual([
    'drillbook-1-evidence-1',
    'drillbook-1-plan',
    'drillbook-1-shard-1-1',
    'drillbook-1-shard-2-1',
  ]);
  const report = JSON.parse(readFileSync(join(ended.artifacts, 'drillbook-1-evidence-1', 'report.json'), 'utf8')) as {
    readonly scenarios: readonly { readonly id: string; readonly outcome: string }[];
  };
  expect(report.scenarios.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['scenarios/first refuted', 'scenarios/second verified']);

  // To run only what failed again is a second try, which hides nothing: both are there, and the gate says so.
  cpSync(join(ended.artifacts, 'drillbook-1-shard-2-1'), join(ended.artifacts, 'drillbook-1-shard-2-2'), { recursive: true });
  const { plan, drill, report: reported } = ended.jobs;
  const again = await run(pullRequest(''), { attempt: 2, keep: { plan, drill, report: reported } as Readonly<Record<string, JobEnded>> });
  expect(again.jobs['gate']?.result).toBe('failure');
  expect(logOf(again.jobs['gate'])).toContain('TWICE  scenarios/second');
});

test('a pushed change that holds gets a green gate, with a secret that nobody sees; the default branch keeps its evidence, attested, and its run in the register', async () => {
  project.writeRunbook('first', `${mends}\ntest "$TOKEN" = 'real 100% token'`);
  const wants = 'variables: { TOKEN: { env: DRILL_TOKEN } }\n';
  writeInto(project.repository, 'scenarios/first.yaml', webScenario('The first one', '../runbooks/first.md', wants));
  const about = push(project.commit('the runbook wants a secret'));
  const ended = await run(about, { inputs: { register: 'drills' }, secrets: { env: 'DRILL_TOKEN=real 100% token\n\nOTHER=\n' } });
  const log = Object.values(ended.jobs).map(logOf).join('');
  expect(log.split('\n').filter(line => line.includes('real 100') && !line.startsWith('::add-mask::'))).toEqual([]);
  expect(results(ended), log).toEqual({ plan: 'success', drill: 'success', report: 'success', gate: 'success' });
  expect(ended.outputs).toEqual({ evidence: 'drillbook-1-evidence-1', decision: 'pass' });

  const kept = await runComposite(join(github, 'actions/keep/action.yml'), {
    repository: project.repository,
    // Another machine, and the same run.
    folder: join(project.folder, 'github'),
    github: about,
    env: project.env,
    inputs: { evidence: ended.outputs['evidence'], register: 'drills' },
  });
  expect(kept.failed, kept.log).toBe(false);
  expect(kept.ran).toEqual(expect.arrayContaining(['actions/attest@v4', 'Add the runs to the register']));
  expect(kept.steps['audit']?.outputs).toEqual({ type: 'urn:drillbook:rehearsal:v0.1' });
  expect(kept.log).toContain('1 closed');
  const predicate = JSON.parse(readFileSync(join(project.folder, 'github/temp/predicate.json'), 'utf8')) as { readonly results: unknown };
  expect(predicate.results).toMatchObject([{ scenario: 'scenarios/first', outcome: 'verified' }]);

  // The next run reads what this one left.
  base = String(about['sha']);
  writeFileSync(join(project.repository, 'notes.md'), 'prose\n');
  const scheduled = { ...push(project.commit('prose')), event_name: 'schedule', event: { schedule: '23 3 * * 1' } };
  const next = await run(scheduled, {
    attempt: 2,
    inputs: { register: 'drills', 'max-minutes': 1 },
    keep: { drill: skipped, report: skipped },
  });
  expect(logOf(next.jobs['plan'])).toMatch(/scenarios\/second/);
});

test('a change that affects nothing passes, with a sentence and without a drill', async () => {
  writeFileSync(join(project.repository, 'README.md'), '# Only words\n');
  const ended = await run(pullRequest(project.commit('only words')));
  const log = Object.values(ended.jobs).map(logOf).join('');
  expect(results(ended), log).toEqual({ plan: 'success', drill: 'skipped', report: 'skipped', gate: 'success' });
  expect(ended.outputs).toEqual({ evidence: '', decision: 'pass' });
  expect(ended.jobs['gate']?.summary).toMatch(/## Gate\n\n {4}\S/);
});

test('each event chooses what it is for', async () => {
  project.writeRunbook('first', `${mends}\nsystemctl is-active web`);
  const sha = project.commit('a runbook is changed');
  const repository = { default_branch: 'main' };
  const events: readonly (readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, string])[] = [
    ['pull_request', pullRequest(sha), {}, 'base: scenarios/first'],
    ['merge_group', { event: { merge_group: { base_sha: base }, repository } }, {}, 'base: scenarios/first'],
    ['push', { event: { before: base, repository } }, {}, 'base: scenarios/first'],
    ['push', { event: { before: '0'.repeat(40), repository } }, {}, 'all: scenarios/first scenarios/second'],
    ['schedule', { event: { schedule: '23 3 * * 1' } }, { 'max-minutes': 1 }, 'stalest: scenarios/first (left out: scenarios/second)'],
    ['workflow_dispatch', { event: { repository } }, {}, 'all: scenarios/first scenarios/second'],
    ['workflow_dispatch', { event: { repository } }, { scenarios: 'scenarios/second.yaml' }, 'all: scenarios/second'],
    ['pull_request', pullRequest(sha), { select: 'all' }, 'all: scenarios/first scenarios/second'],
  ];
  const chosen = await Promise.all(
    events.map(async ([name, more, given], index) => {
      const folder = join(project.folder, `event-${index}`);
      const about = { ...push(sha), ...more, event_name: name };
      const { artifacts } = await run(about, { folder, inputs: given, keep: { drill: skipped, report: skipped, gate: skipped } });
      const plan = JSON.parse(readFileSync(join(artifacts, 'drillbook-1-plan', 'plan.json'), 'utf8')) as {
        readonly by: string;
        readonly scenarios: readonly { readonly id: string }[];
        readonly leftOut: readonly { readonly id: string }[];
      };
      const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join(' ');
      return `${plan.by}: ${ids(plan.scenarios)}${plan.leftOut.length === 0 ? '' : ` (left out: ${ids(plan.leftOut)})`}`;
    }),
  );
  expect(chosen).toEqual(events.map(([, , , expected]) => expected));
});

test('a file that cannot be read fails the gate at its line; a repository without scenarios passes, and says so', async () => {
  writeInto(project.repository, 'scenarios/first.yaml', 'title: The first one\nrunbook: ../runbooks/none.md\n');
  const ended = await run(pullRequest(project.commit('a mistake')), { keep: { drill: skipped, report: skipped } });
  expect(results(ended)).toMatchObject({ plan: 'success', gate: 'failure' });
  expect(logOf(ended.jobs['gate'])).toMatch(/PROBLEM {2}scenarios\/first {2}scenarios\/first\.yaml:\d+:\d+/);
  expect(ended.outputs['decision']).toBe('fail');

  for (const file of ['first', 'second']) rmSync(join(project.repository, `scenarios/${file}.yaml`));
  const none = await run(pullRequest(project.commit('no scenarios')), { attempt: 2 });
  expect(results(none), logOf(none.jobs['plan'])).toEqual({ plan: 'success', drill: 'skipped', report: 'skipped', gate: 'success' });
  expect(logOf(none.jobs['gate'])).toContain('removed: scenarios/second');
});

test('a plan that was replaced after it was made, and one that is gone, fail the gate', async () => {
  writeFileSync(join(project.repository, 'README.md'), '# Only words\n');
  const ended = await run(pullRequest(project.commit('only words')));
  const { plan, drill, report } = ended.jobs;
  const keep = { plan, drill, report } as Readonly<Record<string, JobEnded>>;
  const file = join(ended.artifacts, 'drillbook-1-plan', 'plan.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{ '));
  const replaced = await run(pullRequest(''), { attempt: 2, keep });
  expect(replaced.jobs['gate']?.result).toBe('failure');
  expect(logOf(replaced.jobs['gate'])).toContain('unexpected change of plan.json since it was planned');
  rmSync(join(ended.artifacts, 'drillbook-1-plan'), { recursive: true });
  const gone = await run(pullRequest(''), { attempt: 3, keep });
  expect(gone.jobs['gate']?.result).toBe('failure');
  expect(logOf(gone.jobs['gate'])).toContain('unexpected absence of the plan');
});

test('a machine that goes down while it drills fails the gate, which says what is missing', async () => {
  project.writeRunbook('first', `${mends}\nsystemctl is-active web`);
  const ended = await run(pullRequest(project.commit('a runbook is changed')), {
    kill: (_job, _matrix, step, temp) => step === 'Drill' && existsSync(join(temp, 'evidence')) && someJournal(join(temp, 'evidence')),
  });
  expect(results(ended)).toMatchObject({ plan: 'success', drill: 'failure', gate: 'failure' });
  expect(logOf(ended.jobs['gate'])).toContain('scenarios/first');
  expect(ended.outputs['decision']).toBe('fail');
});

function someJournal(folder: string): boolean {
  return readdirSync(folder, { recursive: true }).some(name => String(name).endsWith('.ndjson'));
}

test('a fork, which has no secrets, gets no green: what needs them was not drilled, and the gate says who can', async () => {
  writeInto(
    project.repository,
    'scenarios/first.yaml',
    webScenario('The first one', '../runbooks/first.md', 'variables: { TOKEN: { env: DRILL_TOKEN } }\n'),
  );
  const ended = await run(pullRequest(project.commit('a scenario wants a secret')), { secrets: { env: 'DRILL_TOKEN=\n' } });
  const log = Object.values(ended.jobs).map(logOf).join('');
  expect(results(ended), log).toEqual({ plan: 'success', drill: 'skipped', report: 'skipped', gate: 'failure' });
  expect(ended.outputs['decision']).toBe('neutral');
  expect(logOf(ended.jobs['gate'])).toContain('DRILL_TOKEN');
});

test('lines of secrets that are none are refused, without saying what stands there', async () => {
  const ended = await run(pullRequest(base), { secrets: { env: 'DRILL_TOKEN=one\nsecond line of a key' } });
  expect(results(ended)).toEqual({ plan: 'failure', drill: 'skipped', report: 'skipped', gate: 'failure' });
  expect(logOf(ended.jobs['plan'])).toContain('unexpected line 2 of the secret env, expected NAME=value on one line');
  expect(logOf(ended.jobs['plan'])).not.toContain('second line');
});

test('the repository’s own drillbook is that of the branch that the change goes to, where it decides', async () => {
  writeInto(project.repository, 'package.json', '{ "name": "team", "devDependencies": { "drillbook": "*" } }\n');
  base = project.commit('drillbook is a dependency');
  writeInto(project.repository, 'package.json', '{ "name": "team" }\n');
  writeInto(project.repository, '.npmrc', 'registry=http://localhost:1/\n');
  const ended = await run(pullRequest(project.commit('and is none any more')), {
    inputs: { version: 'own' },
    keep: { drill: skipped, report: skipped },
  });
  expect(logOf(ended.jobs['gate'])).toContain('npm ci');
  const gate = join(project.folder, 'github/attempt-1/gate/temp/target');
  expect(readFileSync(join(gate, 'package.json'), 'utf8')).toContain('devDependencies');
  expect(existsSync(join(gate, '.npmrc'))).toBe(false);
});

test('events that run strangers’ files with rights are refused before anything is checked out', async () => {
  const ended = await run({ ...pullRequest(base), event_name: 'pull_request_target' });
  expect(results(ended)).toEqual({ plan: 'failure', drill: 'skipped', report: 'skipped', gate: 'failure' });
  expect(existsSync(join(project.folder, 'github/attempt-1/plan/work/.git'))).toBe(false);
});

test('the action does it all in one job: red for a runbook that does not help', async () => {
  project.writeRunbook('first', mendsNot);
  const ended = await runComposite(join(github, 'actions/drill/action.yml'), {
    repository: project.repository,
    folder: join(project.folder, 'one-job'),
    github: pullRequest(project.commit('the runbook only looks')),
    env: project.env,
    before: [checkout],
    inputs: { engine: 'processes' },
  });
  expect(ended.failed, ended.log).toBe(true);
  expect(ended.steps['gate']?.outputs).toEqual({ decision: 'fail' });
  expect(ended.log.match(/^::error file=runbooks\/first\.md,line=\d+/gm)).toHaveLength(1);
  expect(readdirSync(join(project.folder, 'one-job/artifacts/drillbook-1')).sort()).toEqual(['evidence.tgz', 'junit.xml', 'report.html']);
});

test('the action passes where nothing is affected, and refuses to keep what is not merged', async () => {
  writeFileSync(join(project.repository, 'README.md'), '# Only words\n');
  const about = pullRequest(project.commit('only words'));
  const where = { repository: project.repository, github: about, env: project.env };
  const ended = await runComposite(join(github, 'actions/drill/action.yml'), {
    ...where,
    folder: join(project.folder, 'one-job'),
    before: [checkout],
  });
  expect(ended.failed, ended.log).toBe(false);
  expect(ended.steps['gate']?.outputs).toEqual({ decision: 'pass' });
  const kept = await runComposite(join(github, 'actions/keep/action.yml'), {
    ...where,
    folder: join(project.folder, 'keep'),
    inputs: { evidence: 'x', register: 'drills' },
  });
  expect(kept.failed).toBe(true);
  expect(kept.ran).not.toContain('actions/attest@v4');
});
