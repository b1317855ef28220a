import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Runbook } from '../model/runbook.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findPlannable } from './plan/find-plannable.ts';
import { runbookJson } from './plan/runbook-json.ts';
import type { ScenarioPlan } from './plan/scenario-plan.ts';
import { showScenarioPlan } from './plan/scenario-text.ts';
import { showRunbookPlan } from './plan-text.ts';
import { readArguments } from './read-arguments.ts';
import { showProblems, uniqueProblems } from './show-problems.ts';

const options = {
  base: { type: 'string', value: '<ref>', about: 'only what a change since this commit, branch or tag affects' },
  json: { type: 'boolean', about: 'print what was understood as one JSON document' },
} as const;

export const command: Command = {
  name: 'plan',
  about: 'tell what would run and why, without running anything',
  usage: 'plan [scenario|runbook|folder|@tag…] [--base <ref>] [--json]',
  examples: [
    'drillbook plan',
    'drillbook plan runbooks/worker-stopped.md',
    'drillbook plan scenarios/worker-killed.yaml --json',
    'drillbook plan --base origin/main',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const asked = findPlannable(positionals, io.cwd);
    const changed = values.base === undefined ? undefined : await changedFiles(values.base, io);
    const scenarios = affected(await readScenarios(asked.scenarios, asked.tags, io), changed);
    const runbooks = await readRunbooks(
      asked.runbooks.filter(file => changed?.includes(resolve(io.cwd, file)) ?? true),
      io,
    );
    const problems = uniqueProblems([
      ...runbooks.flatMap(runbook => runbook.problems),
      ...scenarios.flatMap(scenario => scenario.problems),
    ]);
    if (values.json === true) {
      // A scenario's runbooks are part of what was read: tools ask for their blocks by file.
      const read = new Map(
        [...runbooks, ...scenarios.flatMap(({ planned }) => (planned.ok ? planned.plan.runbooks : []))].map(runbook => [
          resolve(runbook.file),
          runbook,
        ]),
      );
      io.stdout.write(
        `${JSON.stringify({ runbooks: [...read.values()].map(runbookJson), scenarios: scenarios.map(({ json }) => json), problems }, undefined, 2)}\n`,
      );
    } else {
      const look = {
        color: io.stdout.isTTY === true && io.env['NO_COLOR'] === undefined,
        width: io.stdout.columns ?? Number.POSITIVE_INFINITY,
      };
      io.stdout.write(
        [...scenarios.map(scenario => showScenarioPlan(scenario, look)), ...runbooks.map(runbook => showRunbookPlan(runbook, look))].join(
          '\n',
        ),
      );
      io.stderr.write(showProblems(problems));
    }
    return statusOf({ problems, runbooks, scenarios, base: values.base }, values.json === true ? undefined : io);
  },
};

interface Understood {
  readonly problems: readonly Problem[];
  readonly runbooks: readonly Runbook[];
  readonly scenarios: readonly ScenarioPlan[];
  readonly base: string | undefined;
}

function statusOf({ problems, runbooks, scenarios, base }: Understood, io: CommandIo | undefined): number {
  if (problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
  if (scenarios.length > 0 || runbooks.some(runbook => runbook.blocks.some(({ step }) => step))) return exitCodes.ok;
  io?.stderr.write(
    base !== undefined && runbooks.length === 0
      ? `drillbook: nothing is affected by what changed since ${base}\n`
      : runbooks.length === 0
        ? 'drillbook: nothing to plan: no scenario and no runbook was found\n  Name a scenario (.yaml) or a runbook (.md), or put them below `scenarios` and `runbooks`.\n'
        : 'drillbook: nothing to run: no block is a step\n  Put commands into fences such as ```bash; above, each block says why it is not a step.\n',
  );
  return exitCodes.nothingToRun;
}

async function changedFiles(base: string, io: CommandIo): Promise<readonly string[]> {
  const { changedSince } = await import('./plan/affected.ts');
  return await changedSince(base, io.cwd);
}

/** A scenario that cannot be planned is kept: what it is made of is not known. */
function affected(scenarios: readonly ScenarioPlan[], changed: readonly string[] | undefined): readonly ScenarioPlan[] {
  if (changed === undefined) return scenarios;
  return scenarios.map(scenario => scenario.affectedBy(changed)).filter(scenario => scenario.because?.length !== 0);
}

async function readRunbooks(files: readonly string[], io: CommandIo): Promise<readonly Runbook[]> {
  if (files.length === 0) return [];
  const { readRunbook } = await import('../reading/read-runbook.ts');
  return await Promise.all(files.map(async file => readRunbook(file, await readFile(resolve(io.cwd, file)))));
}

/** Scenarios bring zod and the definitions of faults and operations; `plan` of a runbook never pays for them. */
async function readScenarios(files: readonly string[], tags: readonly string[], io: CommandIo): Promise<readonly ScenarioPlan[]> {
  if (files.length === 0) return [];
  const [{ planScenario }, { operations }, { faults }, { shims }] = await Promise.all([
    import('./plan/scenario-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
  ]);
  const plans = await Promise.all(
    files.map(async file => await planScenario(relative(process.cwd(), resolve(io.cwd, file)), { operations, faults, shims })),
  );
  return tags.length === 0
    ? plans
    : plans.filter(({ planned }) => planned.ok && planned.plan.scenario.tags.some(tag => tags.includes(tag.replace(/^@/, ''))));
}
