import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReporterName } from '../drill/scheduler/reporters.ts';
import type { Shard } from '../drill/scheduler/shard.ts';
import type { TrialToRun } from '../drill/trial.ts';
import type { Signer } from '../evidence/keys.ts';
import type { Plan } from '../planning/plan.ts';
import { nearest } from '../support/nearest.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findScenarios } from './find-scenarios.ts';
import { readArguments, usageError } from './read-arguments.ts';

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
  key: { type: 'string', value: '<file>', about: 'private key that signs the evidence (default: DRILLBOOK_KEY; else it is unsigned)' },
  shard: { type: 'string', value: '<n/m>', about: 'drill the nth of m parts; `drillbook report` puts their evidence together' },
  reporter: {
    type: 'string',
    value: '<a,b>',
    about: "Playwright Test's own reporters beside our report: html, junit, blob, github, json, list …",
  },
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
    'drillbook drill --shard 1/3 --reporter blob --key ci.pem',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (values.json === true && values.events === true)
      throw usageError('unexpected --events beside --json, expected one of them: both write to standard output');
    if (values.prove === true && values.trials !== undefined) throw usageError('unexpected --trials beside --prove, expected one of them');
    const trials = values.prove === true ? allTrials : readTrials(values.trials);
    const inFlight = values.workers === undefined ? undefined : readCount(values.workers);
    const all = await readPlans(positionals, values.json === true || values.events === true, io);
    if (all === undefined) return exitCodes.usage;
    const [{ readReporters }, { ofShard, readShard }, { readKey }] = await Promise.all([
      import('../drill/scheduler/reporters.ts'),
      import('../drill/scheduler/shard.ts'),
      import('./drill/read-key.ts'),
    ]);
    const reporters = values.reporter === undefined ? [] : readReporters(values.reporter);
    const shard = values.shard === undefined ? undefined : readShard(values.shard);
    const signer = readKey(values.key, io);
    const plans = shard === undefined ? all : ofShard(all, ({ facts }) => facts.scenario, shard);
    // A shard may be left with nothing: that is evidence, too, or the parts could not be put together.
    if (all.length === 0) {
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
      reporters,
      ...(shard === undefined ? {} : { shard }),
      ...(signer === undefined ? {} : { signer }),
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
async function readPlans(asked: readonly string[], document: boolean, io: CommandIo): Promise<readonly Plan[] | undefined> {
  const selection = findScenarios(asked, io.cwd);
  const [{ loadPlan }, { operations }, { faults }, { shims }, { showProblems, uniqueProblems }, { annotateProblems }] = await Promise.all([
    import('../planning/load-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
    import('./show-problems.ts'),
    import('./ci-outputs.ts'),
  ]);
  const planned = await Promise.all(selection.files.map(async file => await loadPlan(file, { operations, faults, shims })));
  const plans = planned.flatMap(one => (one.ok ? [one.plan] : []));
  const problems = planned.flatMap(one => (one.ok ? one.warnings : one.problems));
  io.stderr.write(showProblems(problems));
  if (plans.length < planned.length) {
    annotateProblems(uniqueProblems(problems), { io, document });
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
  readonly reporters: readonly ReporterName[];
  readonly shard?: Shard;
  readonly signer?: Signer;
}

async function drill(
  plans: readonly Plan[],
  { io, engine, trials, inFlight, root, json, events, reporters, shard, signer }: DrillOptions,
): Promise<number> {
  const [{ chooseEngines }, { openEvidence }, { runDrill }, { finishRun }, { maskSecrets }, { openHistory }] = await Promise.all([
    import('./drill/choose-engines.ts'),
    import('./drill/open-evidence.ts'),
    import('./drill/run-drill.ts'),
    import('./drill/finish-run.ts'),
    import('./drill/mask-secrets.ts'),
    import('./drill/open-history.ts'),
  ]);
  const output = json ? 'json' : events ? 'events' : 'text';
  maskSecrets(plans, io, output);
  const history = await openHistory(plans, io);
  if (history === undefined) return exitCodes.usage;
  const engines = await chooseEngines(plans, engine, io);
  if (engines === undefined) return exitCodes.interrupted;
  const evidence = await openEvidence(plans, { io, root, trials, engines, ...(shard === undefined ? {} : { shard }) });
  const run = await history.open(evidence).catch((thrown: unknown) => {
    // Nothing was drilled: an empty folder would look like a run that was killed.
    rmSync(evidence.path, { recursive: true, force: true });
    throw thrown;
  });
  const failures = await runDrill(plans, {
    io,
    evidence,
    engines,
    trials,
    inFlight,
    events,
    reporters,
    ...(shard === undefined ? {} : { shard }),
  });
  return await finishRun(plans, { io, evidence, failures, output, run, ...(signer === undefined ? {} : { signer }) });
}
