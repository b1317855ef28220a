import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { interpolate } from './testing/expression.ts';
import { needsOf, readWorkflow } from './testing/workflow-file.ts';
import type { Action, Step, Workflow } from './testing/workflow-file.ts';
import { version } from './version.ts';

const github = fileURLToPath(new URL('../../.github', import.meta.url));
const gameDayFile = join(github, 'workflows/game-day.yml');
const workflows = readdirSync(join(github, 'workflows')).map(name => ({
  name,
  workflow: readWorkflow<Workflow>(join(github, 'workflows', name)),
}));
const actions = readdirSync(join(github, 'actions')).map(name => ({
  name,
  action: readWorkflow<Action>(join(github, 'actions', name, 'action.yml')),
}));
const gameDay = readWorkflow<Workflow>(gameDayFile);
const inputs = (gameDay.on['workflow_call'] as { readonly inputs: Readonly<Record<string, { readonly default: unknown }>> }).inputs;

const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ where: `${name} ${id}`, id, job })),
);
const stepLists: readonly { readonly where: string; readonly steps: readonly Step[] }[] = [
  ...jobs.map(({ where, job }) => ({ where, steps: job.steps ?? [] })),
  ...actions.map(({ name, action }) => ({ where: `action ${name}`, steps: action.runs.steps })),
];
const steps = stepLists.flatMap(({ where, steps: list }) =>
  list.map(step => ({ where: `${where}: ${step.name ?? step.uses ?? ''}`, step })),
);

test('no workflow runs with rights on strangers’ files, and none is left out by a path', () => {
  for (const { name, workflow } of workflows) {
    expect(Object.keys(workflow.on), name).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on), name).not.toContain('workflow_run');
    expect(JSON.stringify(workflow.on), name).not.toMatch(/"paths(-ignore)?"/);
  }
});

test('every workflow has no right but to read, and no job takes more: a caller would have to grant it, used or not', () => {
  for (const { name, workflow } of workflows) expect(workflow.permissions, name).toEqual({ contents: 'read' });
  for (const { where, job } of jobs) expect(job.permissions, where).toBeUndefined();
});

test('what people and files say reaches a script as a variable, never as a part of it', () => {
  for (const { where, step } of steps) expect(step.run ?? '', where).not.toContain('${{');
});

test('scripts are bash, and well formed', () => {
  for (const { where, step } of steps) {
    if (step.run === undefined || where.startsWith('ci.yml')) continue;
    expect(step.shell ?? (where.startsWith('action') ? '' : 'bash'), where).toBe('bash');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: step.run, encoding: 'utf8' });
    expect(status, `${where}: ${stderr}`).toBe(0);
  }
});

test('no step keeps the token in the checkout but the one that pushes the register', () => {
  const checkouts = steps.filter(({ where, step }) => step.uses?.startsWith('actions/checkout@') === true && !where.startsWith('ci.yml'));
  expect(checkouts.length).toBeGreaterThan(4);
  for (const { where, step } of checkouts) expect(step.with?.['persist-credentials'], where).toBe(where.startsWith('action keep'));
});

test('no job takes up a cache, which a job that runs the change may have written', () => {
  for (const { where, step } of steps) {
    expect(step.uses ?? '', where).not.toContain('cache@');
    if (step.uses?.startsWith('actions/setup-node@') === true) expect(step.with?.['package-manager-cache'], where).toBe(false);
  }
});

test('each expression names what there is', () => {
  for (const { where, job } of jobs) {
    if (!where.startsWith('game-day.yml')) continue;
    const text = JSON.stringify(job);
    for (const [, need = '', output = ''] of text.matchAll(/needs\.(\w+)\.outputs\.([\w-]+)/g)) {
      expect(needsOf(job), where).toContain(need);
      expect(Object.keys(gameDay.jobs[need]?.outputs ?? {}), `${where}: ${need}`).toContain(output);
    }
    for (const [, input = ''] of text.matchAll(/inputs\.([\w-]+)/g)) expect(Object.keys(inputs), where).toContain(input);
    for (const need of needsOf(job)) expect(Object.keys(gameDay.jobs)).toContain(need);
  }
  for (const { name, action } of actions)
    for (const [, input = ''] of JSON.stringify(action.runs).matchAll(/inputs\.([\w-]+)/g))
      expect(Object.keys(action.inputs), name).toContain(input);
  for (const { where, steps: list } of stepLists)
    for (const [, id = ''] of JSON.stringify(list).matchAll(/steps\.(\w+)\.outputs/g))
      expect(
        list.map(step => step.id),
        where,
      ).toContain(id);
});

test('every input of a workflow and an action is used', () => {
  for (const input of Object.keys(inputs)) expect(JSON.stringify(gameDay), input).toContain(`inputs.${input}`);
  for (const { name, action } of actions)
    for (const input of Object.keys(action.inputs)) expect(JSON.stringify(action.runs), `${name}: ${input}`).toContain(`inputs.${input}`);
});

test('the gate is reported always, knows how every other job ended, and is no program of the change', () => {
  const { gate } = gameDay.jobs;
  expect(gate?.if).toBe('always()');
  expect(gate === undefined ? [] : [...needsOf(gate), 'gate'].sort()).toEqual(Object.keys(gameDay.jobs).sort());
  const install = gate?.steps?.find(({ name }) => name === 'Install drillbook');
  expect(install?.env?.['TARGET']).toMatch(/^\$\{\{ github\.event\.pull_request\.base\.sha \|\| github\.event\.merge_group\.base_sha \|\|/);
  expect(install?.run).toMatch(
    /== own \]\]; then\n\s+target=.*"\$TARGET\^\{commit\}".*\n.*worktree add .*"\$target"\n\s+cd "\$RUNNER_TEMP\/target\/\$DIRECTORY"\n/,
  );
  expect(gate?.steps?.at(-1)?.env?.['DRILLBOOK_NEEDS']).toBe('${{ toJSON(needs) }}');
});

test('the check that a branch requires is that of a pull request or a merge queue, and of no other event', () => {
  const nameOf = (event: string): string => interpolate(gameDay.jobs['gate']?.name ?? '', { github: { event_name: event } });
  expect(['pull_request', 'merge_group'].map(nameOf)).toEqual(['gate', 'gate']);
  for (const event of ['push', 'schedule', 'workflow_dispatch']) expect(nameOf(event)).toBe(`gate of ${event}`);
});

test('an empty matrix is never asked for, one shard that fails ends no other, and every job ends in time', () => {
  const { drill } = gameDay.jobs;
  expect(drill?.if).toBe("needs.plan.outputs.count != '0'");
  expect(drill?.strategy?.['fail-fast']).toBe(false);
  for (const { where, job } of jobs) if (job.uses === undefined) expect(job['timeout-minutes'], where).toBeGreaterThan(0);
});

test('a newer commit ends drills of pull requests alone', () => {
  expect(gameDay.concurrency?.['cancel-in-progress']).toBe("${{ github.event_name == 'pull_request' }}");
  expect(gameDay.concurrency?.group).toContain("github.event_name == 'pull_request' && github.event.pull_request.number || github.run_id");
});

test('secrets are given to the step that drills, and to the one that tells whether they are there', () => {
  const having = steps.filter(({ where, step }) => where.startsWith('game-day.yml') && JSON.stringify(step).includes('secrets.'));
  expect(having.map(({ where }) => where)).toEqual(['game-day.yml plan: Tell which secrets are there', 'game-day.yml drill: Drill']);
});

test('artifacts are kept for as long as was asked for, under names that no other attempt has', () => {
  const uploads = steps.filter(
    ({ where, step }) => step.uses?.startsWith('actions/upload-artifact@') === true && !where.startsWith('ci.yml'),
  );
  expect(uploads).toHaveLength(4);
  for (const { where, step } of uploads) {
    expect(step.with?.['retention-days'], where).toBe('${{ inputs.retention-days }}');
    expect(step.with?.['if-no-files-found'], where).toBe('error');
    expect(JSON.stringify(step.with), where).toMatch(/run_attempt|steps\.plan\.outputs\.artifact|steps\.merge\.outputs\.evidence/);
  }
  const scripts = steps.map(({ step }) => step.run ?? '').join('\n');
  expect(scripts).toContain('artifact=$NAME-$ATTEMPT');
  expect(scripts).toContain('evidence=$ARTIFACT-evidence-$ATTEMPT');
});

test('the program comes from outside of the checkout, in the version that this one is, the same way in every job', () => {
  expect(inputs['version']?.default).toBe(version());
  for (const { name, action } of actions) expect(action.inputs['version']?.default, name).toBe(version());
  const installs = steps.filter(({ where }) => where.startsWith('game-day.yml') && where.endsWith(': Install drillbook'));
  expect(installs).toHaveLength(4);
  const scripts = installs.map(({ step }) => step.run ?? '');
  const alike = (run: string): string =>
    run.replace(' --ignore-scripts --omit=optional', '').replace(/target=.*\n.*worktree.*\n.*cd .*\n/, 'cd "$DIRECTORY"\n');
  expect(new Set(scripts.map(alike)).size).toBe(1);
  const npm = steps.map(({ step }) => step.run ?? '').filter(run => run.includes('npm install'));
  for (const run of npm) expect(run).toMatch(/cd "\$RUNNER_TEMP"\n\s*npm install --prefix "\$RUNNER_TEMP\/drillbook" /);
});

test('each action of GitHub has one major version, and there is no action of others', () => {
  const used = steps.flatMap(({ where, step }) => (step.uses === undefined || where.startsWith('ci.yml') ? [] : [step.uses]));
  expect([...new Set(used)].sort()).toEqual([
    'actions/attest@v4',
    'actions/checkout@v7',
    'actions/download-artifact@v8',
    'actions/setup-node@v7',
    'actions/upload-artifact@v7',
  ]);
});

test('game days of our own are called as anyone calls them', () => {
  const drills = readWorkflow<Workflow>(join(github, 'workflows/drills.yml'));
  expect(Object.keys(drills.on)).toEqual(['pull_request', 'merge_group', 'push', 'schedule', 'workflow_dispatch']);
  const given = (drills.jobs['drills'] as { readonly with?: Readonly<Record<string, unknown>> }).with ?? {};
  for (const name of Object.keys(given)) expect(Object.keys(inputs)).toContain(name);
});
