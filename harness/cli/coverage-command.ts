import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Plan } from '../planning/plan.ts';
import { nearest } from '../support/nearest.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { coverageOf, failsOn, failures } from './coverage/coverage.ts';
import type { Failure } from './coverage/coverage.ts';
import { showCoverage } from './coverage/coverage-text.ts';
import { findScenarios } from './find-scenarios.ts';
import { findPlannable } from './plan/find-plannable.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { configHere, noHistory, registerStore } from './register-store.ts';
import { showProblems } from './show-problems.ts';

const options = {
  'fail-on': { type: 'string', value: '<a,b>', about: `exit 1 when something is: ${failures.join(', ')}` },
  store: {
    type: 'string',
    value: '<store>',
    about: 'the register, when not that of DRILLBOOK_REGISTER or drillbook.yaml: dir:…, branch:…, command:…',
  },
  json: { type: 'boolean', about: 'print all of it as one JSON document' },
} as const;

export const command: Command = {
  name: 'coverage',
  about: 'tell which scenarios and procedures are verified, stale or were never drilled',
  usage: 'coverage [scenario|runbook|folder|@tag…] [--fail-on <a,b>] [--json]',
  examples: ['drillbook coverage', 'drillbook coverage runbooks/', 'drillbook coverage --fail-on stale,never-drilled --json'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const failOn = readFailOn(values['fail-on']);
    const asked = findPlannable(positionals.length > 0 ? positionals : defaults(io), io.cwd);
    const here = await configHere(io);
    const { problems: ofScenarios, wanted, all } = await readPlans(asked.scenarios, asked.tags, io);
    const runbooks = await readRunbooks(asked.runbooks, io);
    const problems = [...ofScenarios, ...runbooks.flatMap(runbook => runbook.problems)];
    io.stderr.write(showProblems(problems));
    if (!here.ok || problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
    const configs = unique([...all.flatMap(({ config }) => config ?? []), ...here.configs]);
    const store = registerStore({ store: values.store, configs: registersOf(wanted, here.configs) }, io);
    const register = store === undefined ? undefined : await readAll(store);
    const coverage = coverageOf({
      asked: wanted,
      plans: all,
      runbooks,
      waivers: configs.flatMap(({ waivers }) => waivers),
      now: new Date(),
      ...(register === undefined ? {} : { register }),
    });
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ version: 1, register: store?.describe ?? null, ...coverage }, undefined, 2)}\n`
        : showCoverage(coverage),
    );
    if (store === undefined) io.stderr.write(noHistory);
    if (register !== undefined && register.gaps.length > 0)
      io.stderr.write(
        `drillbook: ${store?.describe ?? ''} is not whole: what is said here may rest on runs that were changed, and lack others\n  \`drillbook register\` lists what is missing.\n`,
      );
    if (wanted.length === 0 && runbooks.length === 0) {
      io.stderr.write(
        'drillbook: nothing to look at: no scenario and no runbook was found\n  Name files, or stand where `scenarios` and `runbooks` are.\n',
      );
      return exitCodes.nothingToRun;
    }
    if (failsOn(coverage, failOn)) return exitCodes.unexpected;
    // Nothing is known: that is no pass where one was asked for.
    return failOn.length > 0 && store === undefined ? exitCodes.nothingToRun : exitCodes.ok;
  },
};

async function readAll(store: NonNullable<ReturnType<typeof registerStore>>) {
  const [{ readRegister }, { gapsOf }] = await Promise.all([import('../register/read-register.ts'), import('../register/chain.ts')]);
  const register = await readRegister(store);
  return { records: register.records, gaps: gapsOf(register) };
}

function readFailOn(text: string | undefined): readonly Failure[] {
  if (text === undefined) return [];
  const asked = text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');
  for (const one of asked) {
    if (failures.some(failure => failure === one)) continue;
    const near = nearest(one, failures);
    throw usageError(`unexpected --fail-on "${one}", expected ${near === undefined ? `some of ${failures.join(', ')}` : `"${near}"`}`);
  }
  if (asked.length === 0) throw usageError('unexpected empty --fail-on, expected a list such as stale,never-drilled');
  return failures.filter(failure => asked.includes(failure));
}

/** All that is here. */
function defaults({ cwd }: CommandIo): readonly string[] {
  return ['scenarios', 'runbooks'].filter(folder => existsSync(join(cwd, folder)));
}

interface ReadPlans {
  readonly problems: readonly Problem[];
  readonly wanted: readonly Plan[];
  /** Also of scenarios that nobody asked for: they may follow a runbook that somebody asked for. */
  readonly all: readonly Plan[];
}

async function readPlans(files: readonly string[], tags: readonly string[], io: CommandIo): Promise<ReadPlans> {
  const [{ loadPlan }, { operations }, { faults }, { shims }] = await Promise.all([
    import('../planning/load-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
  ]);
  const load = async (file: string) => {
    const path = relative(process.cwd(), resolve(io.cwd, file));
    return await loadPlan(path, { operations, faults, shims });
  };
  const planned = await Promise.all(files.map(load));
  const others = await Promise.all(
    findScenarios([], io.cwd)
      .files.filter(file => !files.includes(file))
      .map(load),
  );
  const broken = others.filter(({ ok }) => !ok).length;
  if (broken > 0)
    io.stderr.write(
      `drillbook: ${broken} other ${broken === 1 ? 'scenario' : 'scenarios'} could not be planned: what they follow is not known\n  \`drillbook plan\` tells what stands in the way.\n`,
    );
  const plans = planned.flatMap(one => (one.ok ? [one.plan] : []));
  return {
    problems: planned.flatMap(one => (one.ok ? one.warnings : one.problems)),
    wanted: tags.length === 0 ? plans : plans.filter(({ scenario }) => scenario.tags.some(tag => tags.includes(tag.replace(/^@/, '')))),
    all: [...plans, ...others.flatMap(one => (one.ok ? [one.plan] : []))],
  };
}

async function readRunbooks(files: readonly string[], io: CommandIo): Promise<readonly Runbook[]> {
  if (files.length === 0) return [];
  const { readRunbook } = await import('../reading/read-runbook.ts');
  return await Promise.all(
    files.map(async file => readRunbook(relative(process.cwd(), resolve(io.cwd, file)), await readFile(resolve(io.cwd, file)))),
  );
}

/** The register of the scenarios that are asked for; of the working directory when there are none. */
function registersOf(wanted: readonly Plan[], here: readonly Config[]): readonly Config[] {
  const own = unique(wanted.flatMap(({ config }) => config ?? []));
  return own.some(({ register }) => register !== undefined) ? own : here;
}

function unique(configs: readonly Config[]): readonly Config[] {
  return [...new Map(configs.map(config => [resolve(config.file), config])).values()];
}
