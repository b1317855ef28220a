import { join } from 'node:path';
import { evaluate, interpolate, truthy } from './expression.ts';
import { asked, runSteps } from './run-steps.ts';
import type { StepsEnded } from './run-steps.ts';
import { inputsOf, needsOf, readWorkflow } from './workflow-file.ts';
import type { Action, Job, Step, Workflow } from './workflow-file.ts';

/** A run of a reusable workflow, without GitHub: its own scripts, one job after the other. */
export interface WorkflowToRun {
  readonly file: string;
  /** A git repository, as GitHub has it. */
  readonly repository: string;
  /** Empty folder for the machines and artifacts; the same one for each attempt of a run. */
  readonly folder: string;
  /** The context `github`: `sha`, `event_name`, `event`, `ref_name` … */
  readonly github: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly attempt?: number;
  /** Which jobs to run again, as "Re-run failed jobs" does; the others keep what they gave. */
  readonly keep?: Readonly<Record<string, JobEnded>>;
  readonly kill?: (job: string, matrix: Readonly<Record<string, unknown>>, step: string, temp: string) => boolean;
}

export interface JobEnded {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
  readonly summary: string;
}

export interface WorkflowEnded {
  readonly jobs: Readonly<Record<string, JobEnded>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: string;
}

/** Runs the jobs in the order of the file, which is that of their needs. */
export async function runWorkflow(asked: WorkflowToRun): Promise<WorkflowEnded> {
  const workflow = readWorkflow<Workflow>(asked.file);
  const call = workflow.on['workflow_call'] as {
    readonly inputs: Parameters<typeof inputsOf>[0];
    readonly secrets?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
  };
  const inputs = inputsOf(call.inputs, asked.inputs ?? {});
  const jobs: Record<string, JobEnded> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const kept = asked.keep?.[name];
    jobs[name] = kept ?? (await runJob(name, job, { ...asked, inputs, jobs }));
  }
  return {
    jobs,
    artifacts: join(asked.folder, 'artifacts'),
    outputs: Object.fromEntries(Object.entries(call.outputs ?? {}).map(([name, { value }]) => [name, interpolate(value, { jobs })])),
  };
}

async function runJob(
  name: string,
  job: Job,
  { jobs, ...run }: WorkflowToRun & { readonly jobs: Readonly<Record<string, JobEnded>> },
): Promise<JobEnded> {
  const needs = Object.fromEntries(needsOf(job).map(need => [need, { result: jobs[need]?.result, outputs: jobs[need]?.outputs }]));
  const contexts = {
    github: { ...run.github, run_attempt: run.attempt ?? 1 },
    inputs: run.inputs ?? {},
    secrets: run.secrets ?? {},
    needs,
  };
  // A needed job that was skipped skips as well.
  const state = { failed: Object.values(needs).some(({ result }) => result !== 'success') };
  const skipped: JobEnded = { result: 'skipped', outputs: {}, log: '', summary: '' };
  if (!truthy(evaluate(asked(job.if ?? 'true'), contexts, state))) return skipped;
  const shards = matrixOf(job, contexts).map(async matrix => {
    const machine = join(run.folder, `attempt-${run.attempt ?? 1}`, [name, ...Object.values(matrix)].join('-'));
    return await runSteps({
      steps: job.steps ?? [],
      contexts: { ...contexts, matrix },
      machine: {
        repository: run.repository,
        workspace: join(machine, 'work'),
        sha: String(run.github['sha']),
        artifacts: join(run.folder, 'artifacts'),
      },
      temp: join(machine, 'temp'),
      env: { ...run.env, ...variablesOf(run.github, run.attempt ?? 1) },
      ...(run.kill === undefined ? {} : { kill: (step, temp) => run.kill?.(name, matrix, step, temp) ?? false }),
    });
  });
  const ended = await Promise.all(shards);
  const steps = ended.at(-1)?.steps ?? {};
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([output, value]) => [output, interpolate(value, { ...contexts, steps })]),
  );
  return {
    result: ended.some(({ failed }) => failed) ? 'failure' : 'success',
    outputs,
    log: ended.map(({ log }) => log).join(''),
    summary: ended.map(({ summary }) => summary).join(''),
  };
}

/** Runs a composite action's steps as the only ones of a job, after those that its user has before it. */
export async function runComposite(
  file: string,
  { repository, folder, github, inputs, env, before = [] }: Omit<WorkflowToRun, 'file'> & { readonly before?: readonly Step[] },
): Promise<StepsEnded> {
  const action = readWorkflow<Action>(file);
  return await runSteps({
    steps: [...before, ...action.runs.steps],
    contexts: { github: { ...github, run_attempt: 1 }, inputs: inputsOf(action.inputs, inputs ?? {}) },
    machine: { repository, workspace: join(folder, 'work'), sha: String(github['sha']), artifacts: join(folder, 'artifacts') },
    temp: join(folder, 'temp'),
    env: { ...env, ...variablesOf(github, 1) },
  });
}

function matrixOf({ strategy }: Job, contexts: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  if (strategy === undefined) return [{}];
  const [[name = '', value = ''] = []] = Object.entries(strategy.matrix);
  const list = JSON.parse(interpolate(value, contexts)) as readonly unknown[];
  // What GitHub says to an empty one.
  if (list.length === 0) throw new Error(`unexpected empty matrix ${name}`);
  return list.map(one => ({ [name]: one }));
}

/** What a runner tells every step. */
function variablesOf(github: Readonly<Record<string, unknown>>, attempt: number): Readonly<Record<string, string>> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: String(github['event_name']),
    GITHUB_SHA: String(github['sha']),
    GITHUB_RUN_ID: String(github['run_id']),
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_REPOSITORY: 'team/project',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_ACTOR: 'ada',
  };
}
