import { resolve } from 'node:path';
import type { Shard } from '../drill/scheduler/shard.ts';
import { adHocOptions, isAdHoc, type AdHocValues } from './ad-hoc/options.ts';
import { exitCodes } from './command.ts';
import type { AdHocDrill } from './ad-hoc/ad-hoc-drill.ts';
import type { Command, CommandIo } from './command.ts';
import type { OfPlanFile } from './drill/of-plan-file.ts';
import { provingTrials } from '../model/trial-kind.ts';
import { readTrials } from './drill/read-trials.ts';
import { findScenarios } from './find-scenarios.ts';
import { readCount } from './read-count.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { tellSkipped } from './skipped.ts';

const options = {
  engine: {
    type: 'string',
    value: '<name>',
    about: "what runs the stacks (default: the scenario's own, drillbook.yaml's, else the first that works here)",
  },
  trials: {
    type: 'string',
    value: '<a,b>',
    about:
      'which trials: as-written, without-runbook, without-fault, twice, without-step[:<step>], interrupted:<step>, concurrent, elsewhere (default: what a verdict needs)',
  },
  prove: { type: 'boolean', about: 'run all trials that need no name: the first five of these, without-step for each acting step' },
  workers: { type: 'string', value: '<n>', about: 'trials under way at once (default: twice the cores, at least 4, as memory allows)' },
  evidence: { type: 'string', value: '<dir>', about: 'where runs leave their evidence (default: .drillbook/runs)' },
  key: { type: 'string', value: '<file>', about: 'private key that signs the evidence (default: DRILLBOOK_KEY; else it is unsigned)' },
  shard: { type: 'string', value: '<n/m>', about: 'drill the nth of m parts; `drillbook report` puts their evidence together' },
  plan: {
    type: 'string',
    value: '<file>',
    about: 'drill what `drillbook plan --out` chose, or with --shard the part of it that is this one',
  },
  reporter: {
    type: 'string',
    value: '<a,b>',
    about: "Playwright Test's own reporters beside our report: html, junit, blob, github, json, list …",
  },
  json: { type: 'boolean', about: 'print report.json on standard output and nothing else' },
  events: { type: 'boolean', about: 'print journal lines on standard output as they happen' },
  ...adHocOptions,
} as const;

export const command: Command = {
  name: 'drill',
  about: 'break a throw-away copy of the system, follow the runbook, and tell whether service came back',
  usage:
    'drill [scenario|folder|@tag…] [--engine <name>] [--json]\n       drillbook drill <runbook.md> --stack <file> --fault <kind:service> --healthy <probe> [--save <file>]',
  examples: [
    'drillbook drill',
    'drillbook drill scenarios/worker-killed.yaml --engine processes',
    'drillbook drill @postgres --workers 2 --json > report.json',
    'drillbook drill --shard 1/3 --reporter blob --key ci.pem',
    'drillbook drill runbook.md      # without a scenario: lists the options that fit',
    "drillbook drill runbook.md --stack compose.yaml --fault service.stop:redis --healthy 'POST http://localhost:3001/canary 200'",
    'drillbook drill --plan plan.json --shard 2/3',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (values.json === true && values.events === true)
      throw usageError('unexpected --events beside --json, expected one of them: both write to standard output');
    if (values.prove === true && values.trials !== undefined) throw usageError('unexpected --trials beside --prove, expected one of them');
    const trials = values.prove === true ? provingTrials : readTrials(values.trials);
    const inFlight = values.workers === undefined ? undefined : readCount(values.workers);
    const document = values.json === true || values.events === true;
    const adHoc = isAdHoc(positionals, values) ? await readAdHoc(positionals, values, io) : undefined;
    if (adHoc === 'missing') return exitCodes.usage;
    const [{ readReporters }, { ofShard, readShard }, { readKey }] = await Promise.all([
      import('../drill/scheduler/reporters.ts'),
      import('../drill/scheduler/shard.ts'),
      import('./drill/read-key.ts'),
    ]);
    const shard = values.shard === undefined ? undefined : readShard(values.shard);
    const chosen = values.plan === undefined ? undefined : await readChosen(values.plan, shard, positionals, io);
    if (chosen?.plan.scenarios.length === 0) {
      io.stderr.write(`drillbook: nothing to drill: ${values.plan ?? ''} chose no scenario\n`);
      return exitCodes.ok;
    }
    const selection =
      chosen === undefined ? findScenarios(positionals, io.cwd) : { files: chosen.scenarios.map(({ file }) => file), tags: [] };
    const read =
      adHoc === undefined
        ? await (await import('./drill/read-plans.ts')).readPlans(selection, document, io)
        : { plans: [adHoc.plan], notDrilled: [], skipped: [] };
    if (read === undefined) return exitCodes.usage;
    const { plans: all, notDrilled, skipped } = read;
    if (chosen !== undefined) (await import('./drill/of-plan-file.ts')).refuseChanged(all, chosen, io);
    const reporters = values.reporter === undefined ? [] : readReporters(values.reporter);
    const signer = readKey(values.key, io);
    const plans = shard === undefined || chosen !== undefined ? all : ofShard(all, ({ facts }) => facts.scenario, shard);
    // A shard may be left with nothing: that is evidence, too, or the parts could not be put together.
    if (all.length === 0) {
      io.stderr.write(
        skipped.length > 0
          ? `drillbook: nothing to drill\n${tellSkipped(skipped)}`
          : 'drillbook: nothing to drill: no scenario was found\n  Name a scenario file, or put one below `scenarios`.\n',
      );
      return exitCodes.nothingToRun;
    }
    const [{ drillPlans }, { followedBy, tellErrorsFirst }] = await Promise.all([
      import('./drill/drill-plans.ts'),
      import('./check/errors-first.ts'),
    ]);
    await tellErrorsFirst(followedBy(plans), io);
    const status = await drillPlans(plans, {
      io,
      notDrilled,
      engine: values.engine,
      trials,
      inFlight,
      root: resolve(io.cwd, values.evidence ?? '.drillbook/runs'),
      json: values.json === true,
      events: values.events === true,
      reporters,
      ...(shard === undefined ? {} : { shard }),
      ...(signer === undefined ? {} : { signer }),
      ...(adHoc === undefined ? {} : { adHoc }),
    });
    // At the end, where it is seen.
    io.stderr.write(tellSkipped(skipped));
    return status;
  },
};

/** A drill of its own; nobody has looked at its stack before, so that it is told when and how it can run. */
async function readAdHoc(positionals: readonly string[], values: AdHocValues, io: CommandIo): Promise<AdHocDrill | 'missing'> {
  const { adHocDrill } = await import('./ad-hoc/ad-hoc-drill.ts');
  return (await adHocDrill(positionals, values, io)) ?? 'missing';
}

async function readChosen(file: string, shard: Shard | undefined, asked: readonly string[], io: CommandIo): Promise<OfPlanFile> {
  if (asked.length > 0)
    throw usageError(`unexpected ${asked[0] ?? ''} beside --plan, expected one of them`, 'The plan says which scenarios are drilled.');
  return (await import('./drill/of-plan-file.ts')).ofPlanFile(file, shard, io);
}
