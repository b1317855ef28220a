import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Runbook } from '../model/runbook.ts';
import { byOwner, ownerOf } from '../reports/by-owner.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findPlannable } from './plan/find-plannable.ts';
import type { ToPlan } from './plan/make-plan-file.ts';
import { runbookJson } from './plan/runbook-json.ts';
import type { ScenarioPlan } from './plan/scenario-plan.ts';
import { showScenarioPlan } from './plan/scenario-text.ts';
import { showRunbookPlan } from './plan-text.ts';
import { planLoader } from './plan-loader.ts';
import { readArguments, usageError } from './read-arguments.ts';
import type { Arguments } from './read-arguments.ts';
import { skippedOf, tellSkipped } from './skipped.ts';
import { showProblems, uniqueProblems } from './show-problems.ts';

const options = {
  base: {
    type: 'string',
    value: '<ref>',
    about: 'choose the scenarios that a change since this commit, branch or tag affects, and say why',
  },
  all: { type: 'boolean', about: 'choose all scenarios' },
  stalest: {
    type: 'boolean',
    about: 'choose all, those first that were never drilled, then refuted, stale and oldest ones (needs a register)',
  },
  'max-minutes': { type: 'string', value: '<n>', about: 'of all or the stalest, as many as this time has room for; the rest is named' },
  'shard-minutes': { type: 'string', value: '<n>', about: 'divide among machines so that each has about this long to drill (default: 8)' },
  'max-shards': { type: 'string', value: '<n>', about: 'and among no more of them (default: 10)' },
  out: {
    type: 'string',
    value: '<file>',
    about: 'write what was chosen, for `drill --plan` and `gate`; then problems fail the gate, not this',
  },
  'github-output': { type: 'boolean', about: 'add count, shards, matrix and minutes to the file of GITHUB_OUTPUT' },
  json: { type: 'boolean', about: 'print what was understood as one JSON document' },
} as const;

export const command: Command = {
  name: 'plan',
  about: 'tell what would run and why, without running anything',
  usage: 'plan [scenario|runbook|folder|@tag…] [--base <ref>|--all|--stalest] [--out <file>] [--json]',
  examples: [
    'drillbook plan',
    'drillbook plan runbooks/worker-stopped.md',
    'drillbook plan scenarios/worker-killed.yaml --json',
    'drillbook plan --base origin/main',
    'drillbook plan --base origin/main --out plan.json --github-output',
    'drillbook plan --stalest --max-minutes 30 --out plan.json',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const selection = readSelection(values, positionals);
    if (selection !== undefined) {
      const { selectScenarios } = await import('./plan/select-scenarios.ts');
      return await selectScenarios(
        selection,
        { json: values.json === true, out: values.out, githubOutput: values['github-output'] === true },
        io,
      );
    }
    const asked = findPlannable(positionals, io.cwd);
    const scenarios = await readScenarios(asked.scenarios, asked.tags, io);
    const runbooks = await readRunbooks(asked.runbooks, io);
    const { followedBy, tellErrorsFirst } = await import('./check/errors-first.ts');
    await tellErrorsFirst(
      [
        ...runbooks.map(runbook => ({ runbook, path: resolve(io.cwd, runbook.file) })),
        ...followedBy(scenarios.flatMap(({ planned }) => (planned.ok ? [planned.plan] : []))),
      ],
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
        color: wantsColor(io.stdout.isTTY === true, io.env),
        width: io.stdout.columns ?? Number.POSITIVE_INFINITY,
      };
      io.stdout.write(
        [
          ...(byOwner(scenarios, ownerOfPlan)?.flatMap(({ owner, items }) => [
            `── ${cleanLine(owner)}\n`,
            ...items.map(scenario => showScenarioPlan(scenario, look)),
          ]) ?? scenarios.map(scenario => showScenarioPlan(scenario, look))),
          ...runbooks.map(runbook => showRunbookPlan(runbook, look)),
        ].join('\n'),
      );
      io.stderr.write(`${showProblems(problems)}${tellSkipped(skippedOf(scenarios.map(({ planned }) => planned)))}`);
    }
    return statusOf({ problems, runbooks, scenarios }, values.json === true ? undefined : io);
  },
};

/** Of one that cannot be planned it is not known. */
function ownerOfPlan({ planned }: ScenarioPlan): string | undefined {
  return planned.ok ? ownerOf(planned.plan.facts) : undefined;
}
type Values = Arguments<typeof options>['values'];

interface Understood {
  readonly problems: readonly Problem[];
  readonly runbooks: readonly Runbook[];
  readonly scenarios: readonly ScenarioPlan[];
}

function statusOf({ problems, runbooks, scenarios }: Understood, io: CommandIo | undefined): number {
  if (problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
  if (scenarios.some(({ planned }) => planned.ok) || runbooks.some(runbook => runbook.blocks.some(({ step }) => step))) return exitCodes.ok;
  if (scenarios.length > 0) return exitCodes.nothingToRun;
  io?.stderr.write(
    runbooks.length === 0
      ? 'drillbook: nothing to plan: no scenario and no runbook was found\n  Name a scenario (.yaml) or a runbook (.md), or put them below `scenarios` and `runbooks`.\n'
      : 'drillbook: nothing to run: no block is a step\n  Put commands into fences such as ```bash; above, each block says why it is not a step.\n',
  );
  return exitCodes.nothingToRun;
}

/** How scenarios are chosen; undefined when none are: what was named is shown as it is. */
function readSelection(values: Values, asked: readonly string[]): ToPlan | undefined {
  const ways = (['base', 'all', 'stalest'] as const).filter(way => values[way] !== undefined);
  const [by, second] = ways;
  if (second !== undefined) throw usageError(`unexpected --${second} beside --${by ?? ''}, expected one of them`);
  const needy = (['max-minutes', 'shard-minutes', 'max-shards', 'out', 'github-output'] as const).find(name => values[name] !== undefined);
  if (by === undefined) {
    if (needy === undefined) return undefined;
    throw usageError(`unexpected --${needy} alone, expected --base, --all or --stalest beside it`, 'They say which scenarios are chosen.');
  }
  if (by === 'base' && values['max-minutes'] !== undefined)
    throw usageError(
      'unexpected --max-minutes beside --base, expected it with --all or --stalest',
      'What a change affects is drilled, all of it; --shard-minutes and --max-shards divide it.',
    );
  return {
    asked,
    by,
    base: values.base,
    maxMinutes: values['max-minutes'] === undefined ? undefined : readNumber('max-minutes', values['max-minutes']),
    shardMinutes: readNumber('shard-minutes', values['shard-minutes'] ?? '8'),
    maxShards: readNumber('max-shards', values['max-shards'] ?? '10'),
  };
}

function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d{1,4}$/.test(text) || value < 1) throw usageError(`unexpected --${option} ${text}, expected a whole number from 1 to 9999`);
  return value;
}

async function readRunbooks(files: readonly string[], io: CommandIo): Promise<readonly Runbook[]> {
  if (files.length === 0) return [];
  const { readRunbook } = await import('../reading/read-runbook.ts');
  return await Promise.all(files.map(async file => readRunbook(file, await readFile(resolve(io.cwd, file)))));
}

/** Scenarios bring zod and the definitions of faults and operations; `plan` of a runbook never pays for them. */
async function readScenarios(files: readonly string[], tags: readonly string[], io: CommandIo): Promise<readonly ScenarioPlan[]> {
  if (files.length === 0) return [];
  const [{ planScenario }, load] = await Promise.all([import('./plan/scenario-plan.ts'), planLoader(io)]);
  const plans = await Promise.all(files.map(async file => await planScenario(relative(process.cwd(), resolve(io.cwd, file)), load)));
  return tags.length === 0
    ? plans
    : plans.filter(({ planned }) => planned.ok && planned.plan.scenario.tags.some(tag => tags.includes(tag.replace(/^@/, ''))));
}
