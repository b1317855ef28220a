import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { makeForeignProject, mends, mendsNot } from './testing/foreign-project.ts';
import type { ForeignProject } from './testing/foreign-project.ts';
import { parseWorkflow, readWorkflow } from './testing/workflow-file.ts';
import type { Action, Workflow } from './testing/workflow-file.ts';
import { version } from './version.ts';

test.describe.configure({ timeout: 180_000, mode: 'parallel' });

const top = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(top, 'docs/ci.md'), 'utf8');
const examples = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }));
const named = (name: string): string => examples.find(({ text }) => text.includes(name))?.text ?? '';

test('every call of our workflow and actions in the page names inputs and secrets that they have, and the version that this one is', () => {
  const { inputs, secrets } = readWorkflow<Workflow>(join(top, '.github/workflows/game-day.yml')).on['workflow_call'] as Record<
    'inputs' | 'secrets',
    Readonly<Record<string, unknown>>
  >;
  let calls = 0;
  for (const { language, text } of examples) {
    if (language !== 'yaml' || !/^# (in )?\.github/.test(text)) continue;
    const workflow = parseWorkflow<Workflow>(text.startsWith('# in ') ? `jobs:\n${text}` : text, 'docs/ci.md');
    for (const job of Object.values(workflow.jobs)) {
      const callers = [job as typeof job & { readonly with?: object; readonly secrets?: object }, ...(job.steps ?? [])];
      for (const caller of callers) {
        const [, name, tag] = /^OWNER\/drillbook\/\.github\/(.+)@v(.+)$/.exec(caller.uses ?? '') ?? [];
        if (name === undefined) continue;
        calls++;
        expect(tag).toBe(version());
        const has = name.startsWith('workflows/') ? inputs : readWorkflow<Action>(join(top, '.github', name, 'action.yml')).inputs;
        for (const input of Object.keys(caller.with ?? {})) expect(Object.keys(has)).toContain(input);
        if ('secrets' in caller) for (const secret of Object.keys(caller.secrets ?? {})) expect(Object.keys(secrets)).toContain(secret);
      }
    }
  }
  expect(calls).toBe(5);
  expect(page.match(/drillbook@(\d[\w.]*)/g)).toEqual(Array(2).fill(`drillbook@${version()}`));
});

test('the first example has no more than ten lines', () => {
  expect(named('max-minutes: 60\n').trimEnd().split('\n').length).toBeLessThanOrEqual(10);
});

test('the page tells of every input', () => {
  const { inputs } = readWorkflow<Workflow>(join(top, '.github/workflows/game-day.yml')).on['workflow_call'] as {
    readonly inputs: Readonly<Record<string, unknown>>;
  };
  for (const input of Object.keys(inputs)) expect(page).toContain(`\`${input}\``);
});

/** Runs a script as a CI system does, and gives its exit status. */
function runIn(
  folder: string,
  script: string,
  env: Readonly<Record<string, string>>,
): { readonly status: number | null; readonly log: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', timeout: 120_000 });
  return { status, log: `${stdout}${stderr}` };
}

interface Ready {
  readonly project: ForeignProject;
  readonly base: string;
}

async function withProject(work: (ready: Ready) => void): Promise<void> {
  const project = makeForeignProject();
  try {
    work({ project, base: project.commit('a system and its runbooks') });
  } finally {
    project.remove();
  }
}

interface GitLabJob {
  readonly script: readonly string[];
}

/** The jobs of the page's pipeline in their order, each of `parallel` in turn. */
function runGitLab(
  { project, base }: Ready,
  about: Readonly<Record<string, string>>,
): Readonly<Record<string, { status: number | null; log: string }>> {
  const pipeline = parseWorkflow<Readonly<Record<string, GitLabJob>> & { readonly default: { readonly before_script: readonly string[] } }>(
    named('CI_PIPELINE_SOURCE'),
    'docs/ci.md',
  );
  const before = pipeline.default.before_script;
  const env = { ...project.env, CI: 'true', GITLAB_CI: 'true', ENGINE: 'processes', CI_MERGE_REQUEST_DIFF_BASE_SHA: base, ...about };
  const ended: Record<string, { status: number | null; log: string }> = {};
  for (const name of ['plan', 'drill 1', 'drill 2', 'gate']) {
    const [job = '', index = ''] = name.split(' ');
    ended[name] = runIn(project.repository, [...before, ...(pipeline[job]?.script ?? [])].join('\n'), { ...env, CI_NODE_INDEX: index });
  }
  return ended;
}

test('the GitLab pipeline of the page is red for a change that breaks a runbook', async () => {
  await withProject(ready => {
    ready.project.writeRunbook('first', mendsNot);
    ready.project.commit('the runbook only looks');
    const ended = runGitLab(ready, { CI_PIPELINE_SOURCE: 'merge_request_event' });
    const log = Object.values(ended)
      .map(one => one.log)
      .join('');
    expect(ended['plan']?.status, log).toBe(0);
    expect(ended['drill 1']?.status, log).toBe(0);
    expect(ended['drill 2']?.log).toContain('nothing to drill for this machine');
    expect(ended['gate']?.status, log).toBe(1);
    expect(ended['gate']?.log).toContain('refuted');
  });
});

test('the GitLab pipeline of the page is green where nothing is affected', async () => {
  await withProject(ready => {
    writeFileSync(join(ready.project.repository, 'README.md'), '# Only words\n');
    ready.project.commit('only words');
    const ended = runGitLab(ready, { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BEFORE_SHA: ready.base, CI_MERGE_REQUEST_DIFF_BASE_SHA: '' });
    expect(
      Object.values(ended).map(({ status }) => status),
      Object.values(ended)
        .map(one => one.log)
        .join(''),
    ).toEqual([0, 0, 0, 0]);
  });
});

test('the commands of the Jenkinsfile of the page are green for a change that holds', async () => {
  await withProject(({ project, base }) => {
    project.writeRunbook('first', `${mends}\nsystemctl is-active web`);
    project.commit('the runbook looks, too');
    const temp = join(project.folder, 'jenkins');
    mkdirSync(temp);
    const scripts = [...named('Jenkinsfile').matchAll(/'''\n([^]*?)'''/g)].map(([, script = '']) => script);
    expect(scripts).toHaveLength(4);
    const env = {
      ...project.env,
      CI: 'true',
      WORKSPACE_TMP: temp,
      PATH: `${join(temp, 'drillbook/node_modules/.bin')}:${project.env['PATH'] ?? ''}`,
      SELECT: 'all',
      SHARD: '1',
      SHARDS: '1',
      ENGINE: 'processes',
      GIT_PREVIOUS_SUCCESSFUL_COMMIT: base,
    };
    for (const script of scripts) {
      const { status, log } = runIn(project.repository, script, env);
      expect(status, log).toBe(0);
    }
  });
});
