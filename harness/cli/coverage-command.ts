import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Plan } from '../planning/plan.ts';
import { cleanLine } from '../reports/clean-text.ts';
import type { Known } from '../surveying/known-commands.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { coverageOf, failsOn, failures } from './coverage/coverage.ts';
import type { Failure } from './coverage/coverage.ts';
import { showCoverage } from './coverage/coverage-text.ts';
import { filesOf } from './coverage/files-of.ts';
import { wholeTeams } from './drill/whole-teams.ts';
import { findScenarios } from './find-scenarios.ts';
import { findPlannable } from './plan/find-plannable.ts';
import { planLoader } from './plan-loader.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { readList } from './read-list.ts';
import { configHere, noHistory, registerStore } from './register-store.ts';
import { showProblems } from './show-problems.ts';
import { tellSkipped } from './skipped.ts';
import { teamFolders } from './team-folders.ts';

const options = {
  'fail-on': { type: 'string', value: '<a,b>', about: `exit 1 when something is: ${failures.join(', ')}` },
  store: {
    type: 'string',
    value: '<store>',
    about: 'the register, when not that of DRILLBOOK_REGISTER or drillbook.yaml: dir:…, branch:…, command:…',
  },
  alerts: {
    type: 'string',
    multiple: true,
    value: '<pattern>',
    about: "rule files of Prometheus, such as 'rules/**/*.yml': follow each alert's runbook_url to its file and heading",
  },
  evidence: {
    type: 'string',
    multiple: true,
    value: '<dir>',
    about: 'evidence of runs: tell which blocks were carried out there, not which scenarios would',
  },
  blocks: { type: 'boolean', about: 'list every block with what becomes of it' },
  json: { type: 'boolean', about: 'print all of it as one JSON document' },
} as const;

export const command: Command = {
  name: 'coverage',
  about: 'tell which scenarios and procedures are verified, stale or were never drilled',
  usage: 'coverage [scenario|runbook|folder|@tag…] [--alerts <pattern>] [--evidence <dir>] [--blocks] [--fail-on <a,b>] [--json]',
  examples: [
    'drillbook coverage',
    'drillbook coverage runbooks/',
    'drillbook coverage --fail-on stale,never-drilled --json',
    "drillbook coverage --alerts 'rules/**/*.yml' --fail-on alert-without-runbook,dead-runbook-url",
    'drillbook coverage docs/operations --evidence .drillbook/runs/20261121T030000Z-1a2b3c --blocks',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const failOn = readFailOn(values['fail-on']);
    const asked = findPlannable(positionals.length > 0 ? positionals : defaults(io), io.cwd);
    const here = await configHere(io);
    const { problems: ofScenarios, wanted, all, skipped } = await readPlans(asked.scenarios, asked.tags, io);
    const besides = positionals.length > 0 ? [] : besideFollowed(all, io);
    const runbooks = await readRunbooks([...new Set([...asked.runbooks, ...besides])], io);
    const alerts = values.alerts === undefined ? undefined : await alertsOf(values.alerts, all, io);
    const problems = [...ofScenarios, ...runbooks.flatMap(runbook => runbook.problems), ...(alerts?.problems ?? [])];
    io.stderr.write(showProblems(problems));
    const broken = ofScenarios.some(isError);
    // One team's mistake takes nothing away from the others.
    if (!here.ok || (broken && wanted.length === 0) || (problems.some(isError) && !broken)) return exitCodes.usage;
    const configs = unique([...all.flatMap(({ config }) => config ?? []), ...here.configs]);
    const store = registerStore({ store: values.store, configs: registersOf(wanted, here.configs) }, io);
    const register = store === undefined ? undefined : await readAll(store);
    const coverage = coverageOf({
      asked: wanted,
      plans: all,
      runbooks,
      waivers: configs.flatMap(({ waivers }) => waivers),
      now: new Date(),
      known: { ...(await knownCommands()), hasFile: filesOf(all, runbooks, io) },
      ...(values.evidence === undefined ? {} : { evidence: await evidenceOf(values.evidence, runbooks, io) }),
      ...(alerts === undefined ? {} : { alerts: alerts.followed }),
      skipped,
      ...(register === undefined ? {} : { register }),
    });
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ version: 1, register: store?.describe ?? null, ...coverage }, undefined, 2)}\n`
        : showCoverage(coverage, { allBlocks: values.blocks === true }),
    );
    if (store === undefined) io.stderr.write(noHistory);
    for (const file of coverage.changed ?? [])
      io.stderr.write(
        `drillbook: ${cleanLine(file)} has changed since it was drilled: what was carried out of it counts for nothing\n  Drill it again.\n`,
      );
    io.stderr.write(tellSkipped(skipped));
    if (register !== undefined && register.gaps.length > 0)
      io.stderr.write(
        `drillbook: ${store?.describe ?? ''} is not whole: what is said here may rest on runs that were changed, and lack others\n  \`drillbook register\` lists what is missing.\n`,
      );
    if (broken) return exitCodes.usage;
    if (wanted.length === 0 && runbooks.length === 0 && (alerts?.followed.length ?? 0) === 0) {
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
  const asked = readList(text, failures, { what: '--fail-on', expected: 'some of' });
  if (asked.length === 0) throw usageError('unexpected empty --fail-on, expected a list such as stale,never-drilled');
  return asked;
}

/** All that is here. */
function defaults({ cwd }: CommandIo): readonly string[] {
  return [...teamFolders('scenarios', cwd), ...teamFolders('runbooks', cwd)].map(folder => relative(cwd, folder));
}

/** Runbooks that scenarios follow, and what lies beside them: not every team keeps them in a folder of that name. */
function besideFollowed(plans: readonly Plan[], { cwd }: CommandIo): readonly string[] {
  const followed = plans.flatMap(({ runbooks }) => runbooks.map(({ file }) => relative(cwd, resolve(file))));
  const folders = [...new Set(followed.map(file => dirname(file)))].filter(folder => folder !== '.' && !folder.startsWith('..'));
  const beside = folders.length === 0 ? [] : findPlannable(folders, cwd).runbooks.filter(file => folders.includes(dirname(file)));
  return [...followed, ...beside];
}

interface ReadPlans {
  readonly problems: readonly Problem[];
  readonly wanted: readonly Plan[];
  /** Also of scenarios that nobody asked for: they may follow a runbook that somebody asked for. */
  readonly all: readonly Plan[];
  /** Why others of them are skipped. */
  readonly skipped: readonly Problem[];
}

async function readPlans(files: readonly string[], tags: readonly string[], io: CommandIo): Promise<ReadPlans> {
  const load = await planLoader(io);
  const asked = await Promise.all(files.map(async file => ({ file, planned: await load(file) })));
  const { plans, skipped } = await wholeTeams(asked, io.cwd);
  const others = await Promise.all(
    findScenarios([], io.cwd)
      .files.filter(file => !files.includes(file))
      .map(load),
  );
  const broken = others.filter(one => !one.ok && one.skipped === undefined).length;
  if (broken > 0)
    io.stderr.write(
      `drillbook: ${broken} other ${broken === 1 ? 'scenario' : 'scenarios'} could not be planned: what they follow is not known\n  \`drillbook plan\` tells what stands in the way.\n`,
    );
  return {
    problems: asked.flatMap(({ planned }) =>
      planned.ok ? planned.warnings : planned.skipped === undefined ? planned.problems : planned.problems.filter(one => !isError(one)),
    ),
    wanted: tags.length === 0 ? plans : plans.filter(({ scenario }) => scenario.tags.some(tag => tags.includes(tag.replace(/^@/, '')))),
    all: [...plans, ...others.flatMap(one => (one.ok ? [one.plan] : []))],
    skipped,
  };
}

async function readRunbooks(files: readonly string[], io: CommandIo): Promise<readonly Runbook[]> {
  if (files.length === 0) return [];
  const { readRunbook } = await import('../reading/read-runbook.ts');
  return await Promise.all(
    files.map(async file => readRunbook(relative(process.cwd(), resolve(io.cwd, file)), await readFile(resolve(io.cwd, file)))),
  );
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** What a bastion has, for blocks that no drill has tried. */
async function knownCommands(): Promise<Known> {
  const [{ bastionTools }, { stubbedTools }, { shims }, { needsRoot }] = await Promise.all([
    import('../engines/bastion-tools.ts'),
    import('../engines/tools-elsewhere.ts'),
    import('../shims/index.ts'),
    import('../shims/sudo.ts'),
  ]);
  return { tools: bastionTools, stubs: stubbedTools, shims: new Set(shims.kinds), needRoot: new Set(needsRoot) };
}

async function evidenceOf(named: readonly string[], runbooks: readonly Runbook[], { cwd }: CommandIo) {
  const [{ findEvidence }, { executedIn }] = await Promise.all([import('./gate/find-evidence.ts'), import('./coverage/executed.ts')]);
  const { folders, without } = findEvidence(named, cwd);
  if (without[0] !== undefined)
    throw usageError(`unexpected folder ${without[0]}, expected evidence of a run`, 'Name a folder below .drillbook/runs.');
  return {
    runs: folders.map(({ shown }) => shown),
    executed: executedIn(
      folders.map(({ path }) => path),
      runbooks,
      cwd,
    ),
  };
}

/** Where the alerts of rule files lead. */
async function alertsOf(patterns: readonly string[], plans: readonly Plan[], { cwd }: CommandIo) {
  const [{ findRules }, { readAlerts }, { followAlerts }, { findRunbooks }, { readRunbook }] = await Promise.all([
    import('./coverage/find-rules.ts'),
    import('../reading/read-alerts.ts'),
    import('./coverage/alerts.ts'),
    import('./survey/find-runbooks.ts'),
    import('../reading/read-runbook.ts'),
  ]);
  const read = await Promise.all(findRules(patterns, cwd).map(async file => readAlerts(file, await readFile(resolve(cwd, file), 'utf8'))));
  const pages = {
    files: findRunbooks(['.'], cwd).files,
    open: async (file: string) => {
      const bytes = await readFile(resolve(cwd, file));
      return { runbook: readRunbook(relative(process.cwd(), resolve(cwd, file)), bytes), text: bytes.toString('utf8') };
    },
  };
  return {
    problems: read.flatMap(({ problems }) => problems),
    followed: await followAlerts(
      read.flatMap(({ alerts }) => alerts),
      pages,
      plans,
    ),
  };
}

/**
 * The register of the scenarios that are asked for, where each of them has one; else that of the working directory. What one team
 * keeps says nothing of another's scenarios: "never drilled" would be said of what is not written down there.
 */
function registersOf(wanted: readonly Plan[], here: readonly Config[]): readonly Config[] {
  const all = wanted.length > 0 && wanted.every(({ config }) => config?.register !== undefined);
  return all ? unique(wanted.flatMap(({ config }) => config ?? [])) : here;
}

function unique(configs: readonly Config[]): readonly Config[] {
  return [...new Map(configs.map(config => [resolve(config.file), config])).values()];
}
