import { relative, resolve } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import type { RunHeader } from '../evidence/folder.ts';
import type { TrialToRun } from '../drill/trial.ts';
import type { DrillEvent } from '../model/event.ts';
import type { Plan } from '../planning/plan.ts';
import { rulesVersion } from '../model/rules-version.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { nearest } from '../support/nearest.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findScenarios } from './find-scenarios.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { version } from './version.ts';

const options = {
  engine: {
    type: 'string',
    value: '<name>',
    about: "what runs the stacks (default: the scenario's own, drillbook.yaml's, else the first that works here)",
  },
  trials: {
    type: 'string',
    value: '<a,b>',
    about: 'which trials: as-written, without-runbook, without-fault, twice (default: what a verdict needs)',
  },
  prove: { type: 'boolean', about: 'run all of these trials' },
  workers: { type: 'string', value: '<n>', about: 'trials under way at once (default: twice the cores, at least 4, as memory allows)' },
  evidence: { type: 'string', value: '<dir>', about: 'where runs leave their evidence (default: .drillbook/runs)' },
  json: { type: 'boolean', about: 'print report.json on standard output and nothing else' },
  events: { type: 'boolean', about: 'print journal lines on standard output as they happen' },
} as const;

export const command: Command = {
  name: 'drill',
  about: 'break a throw-away copy of the system, follow the runbook, and tell whether service came back',
  usage: 'drill [scenario|folder|@tag…] [--engine <name>] [--json]',
  examples: [
    'drillbook drill',
    'drillbook drill scenarios/worker-killed.yaml --engine processes',
    'drillbook drill @postgres --workers 2 --json > report.json',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (values.json === true && values.events === true)
      throw usageError('unexpected --events beside --json, expected one of them: both write to standard output');
    if (values.prove === true && values.trials !== undefined) throw usageError('unexpected --trials beside --prove, expected one of them');
    const trials = values.prove === true ? allTrials : readTrials(values.trials);
    const inFlight = values.workers === undefined ? undefined : readCount(values.workers);
    const plans = await readPlans(positionals, io);
    if (plans === undefined) return exitCodes.usage;
    if (plans.length === 0) {
      io.stderr.write('drillbook: nothing to drill: no scenario was found\n  Name a scenario file, or put one below `scenarios`.\n');
      return exitCodes.nothingToRun;
    }
    return await drill(plans, {
      io,
      engine: values.engine,
      trials,
      inFlight,
      root: resolve(io.cwd, values.evidence ?? '.drillbook/runs'),
      json: values.json === true,
      events: values.events === true,
    });
  },
};

// Kept here as words: the drill itself is loaded only when there is something to drill.
const allTrials: readonly TrialToRun[] = ['as-written', 'without-runbook', 'without-fault', 'twice'];

function readTrials(text: string | undefined): readonly TrialToRun[] | undefined {
  if (text === undefined) return undefined;
  const asked = text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');
  for (const one of asked) {
    if (allTrials.some(trial => trial === one)) continue;
    const near = nearest(one, allTrials);
    throw usageError(`unexpected trial "${one}", expected ${near === undefined ? `one of ${allTrials.join(', ')}` : `"${near}"`}`);
  }
  if (asked.length === 0) throw usageError('unexpected empty --trials, expected a list such as as-written,without-runbook');
  return allTrials.filter(trial => asked.includes(trial));
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw usageError(`unexpected --workers ${text}, expected a whole number from 1`);
  return count;
}

/** All plans; undefined when a file has a Problem, which is then printed: nothing is drilled before all are right. */
async function readPlans(asked: readonly string[], io: CommandIo): Promise<readonly Plan[] | undefined> {
  const selection = findScenarios(asked, io.cwd);
  const [{ loadPlan }, { operations }, { faults }, { shims }, { showProblems }] = await Promise.all([
    import('../planning/load-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
    import('./show-problems.ts'),
  ]);
  const planned = await Promise.all(selection.files.map(async file => await loadPlan(file, { operations, faults, shims })));
  const plans = planned.flatMap(one => (one.ok ? [one.plan] : []));
  io.stderr.write(showProblems(planned.flatMap(one => (one.ok ? one.warnings : one.problems))));
  if (plans.length < planned.length) {
    io.stderr.write('drillbook: nothing was drilled: mend the problems above first\n');
    return undefined;
  }
  return selection.tags.length === 0
    ? plans
    : plans.filter(plan => selection.tags.some(tag => plan.scenario.tags.includes(tag) || plan.scenario.tags.includes(`@${tag}`)));
}

interface DrillOptions {
  readonly io: CommandIo;
  readonly engine: string | undefined;
  readonly trials: readonly TrialToRun[] | undefined;
  readonly inFlight: number | undefined;
  readonly root: string;
  readonly json: boolean;
  readonly events: boolean;
}

async function drill(plans: readonly Plan[], { io, engine: named, trials, inFlight, root, json, events }: DrillOptions): Promise<number> {
  const [
    { engines },
    { engineChooser, aboutChoice },
    { makeEvidenceFolder },
    { runScheduler },
    { readRuns },
    { writeReport },
    { makeProgress },
    { showReport },
    { canonicalJson },
    { digestOf },
    { trialsInFlight },
    { redaction },
    { sourceState, triggerOf },
  ] = await Promise.all([
    import('../engines/index.ts'),
    import('./choose-engine.ts'),
    import('../evidence/folder.ts'),
    import('../drill/scheduler/run-scheduler.ts'),
    import('../evidence/read-runs.ts'),
    import('./write-report.ts'),
    import('../reports/progress.ts'),
    import('../reports/terminal.ts'),
    import('../support/canonical-json.ts'),
    import('../support/digest.ts'),
    import('./capacity.ts'),
    import('../evidence/redaction.ts'),
    import('./run-source.ts'),
  ]);
  const choose = engineChooser(engines, message => io.stderr.write(`${message}\n`));
  const chosen = new Map<Plan, Engine>();
  const told = new Set<string>();
  for (const plan of plans) {
    const choice = await choose(named ?? plan.engine, plan.stack).catch((thrown: unknown) => {
      if (named !== undefined || plan.engine === undefined || !(thrown instanceof HarnessError)) throw thrown;
      const source = plan.scenario.engine === undefined ? plan.config?.file : plan.scenario.file;
      throw new HarnessError(thrown.code, `${source ?? plan.scenario.file}: ${thrown.message}`, thrown.hint);
    });
    const { engine } = choice;
    chosen.set(plan, engine);
    const note = aboutChoice(choice);
    if (note !== undefined && !told.has(note)) io.stderr.write(`drillbook: ${plan.scenario.file}: ${note}`);
    if (note !== undefined) told.add(note);
    // Fetched before any clock runs; a stack that the engine cannot run at all is told of by its trials.
    if (engine.lacks(plan.stack).length === 0) {
      await engine
        .prepare(plan.stack, message => io.stderr.write(`${message}\n`))
        .catch((thrown: unknown) => io.stderr.write(`drillbook: ${plan.scenario.file}: ${messageOf(thrown)}\n`));
    }
    if (io.signal.aborted) return exitCodes.interrupted;
  }
  const source = await sourceState(io.cwd);
  const header: Omit<RunHeader, 'run' | 'version'> = {
    drillbook: version(),
    startedAt: new Date().toISOString(),
    machine: await describeMachine(),
    engine: [...new Set([...chosen.values()].map(({ kind }) => kind))].join(', '),
    trials: trials ?? [],
    rules: rulesVersion,
    trigger: triggerOf(io.env),
    ...(source === undefined ? {} : { source }),
    scenarios: plans.map(({ facts }) => ({
      id: facts.scenario,
      file: facts.scenarioFile,
      digests: facts.digests,
      inputDigest: facts.inputDigest,
    })),
  };
  const evidence = makeEvidenceFolder(root, header);
  const progress = makeProgress(io.stderr);
  const show = (scenario: string, trial: string, event: DrillEvent): void => {
    progress.event(scenario, trial, event);
    if (events) io.stdout.write(`${JSON.stringify({ scenario, trial, ...event })}\n`);
  };
  const failures = await runScheduler(
    {
      evidence: evidence.path,
      genesis: evidence.genesis,
      drillbook: header.drillbook,
      secondAttempt: io.env['CI'] !== undefined && io.env['CI'] !== '' && io.env['CI'] !== 'false',
      ...(trials === undefined ? {} : { trials }),
      scenarios: plans.map(plan => ({
        id: plan.facts.scenario,
        file: plan.scenario.file,
        title: plan.facts.title,
        line: plan.scenario.location.line,
        tags: plan.scenario.tags,
        engine: chosen.get(plan)?.kind ?? '',
        facts: digestOf(canonicalJson(redaction(plan.secrets).value(plan.facts))),
      })),
    },
    {
      inFlight: inFlight ?? trialsInFlight([...chosen.values()].map(({ kind }) => kind)),
      signal: io.signal,
      onMessage: message => {
        if (message.type === 'event') show(message.scenario, message.trial, message.event);
      },
    },
  ).finally(() => progress.end());

  const journals = readRuns(evidence);
  // A scenario whose worker died before it wrote a line is told of all the same: nothing drops out of the report.
  const runs = plans.map(
    ({ facts, secrets }) =>
      journals.find(run => run.facts.scenario === facts.scenario) ?? { facts: redaction(secrets).value(facts), trials: [] },
  );
  const { report, json: text, htmlFile } = writeReport(evidence, runs);
  for (const failure of failures)
    io.stderr.write(`drillbook: ${failure.scenario === undefined ? '' : `${failure.scenario}: `}${failure.message}\n`);
  if (json) io.stdout.write(text);
  else if (!events)
    io.stdout.write(showReport(report, { color: colored(io), width: io.stdout.columns ?? 100, reportFile: relative(io.cwd, htmlFile) }));
  if (io.signal.aborted) return exitCodes.interrupted;
  const unexpected = report.scenarios.filter(scenario => !scenario.asExpected);
  if (unexpected.some(scenario => scenario.outcome !== 'inconclusive')) return exitCodes.unexpected;
  // A crash of ours is never a pass, even where every journal looks complete.
  return unexpected.length > 0 || failures.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}

function colored(io: CommandIo): boolean {
  return (
    io.env['NO_COLOR'] === undefined && (io.stdout.isTTY === true || (io.env['FORCE_COLOR'] !== undefined && io.env['FORCE_COLOR'] !== '0'))
  );
}

async function describeMachine(): Promise<string> {
  const os = await import('node:os');
  return `${os.type()} ${os.release()} ${os.arch()}, ${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 1024 ** 3)} GB, Node ${process.versions.node}`;
}
