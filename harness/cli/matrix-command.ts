import { resolve } from 'node:path';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { findScenarios } from './find-scenarios.ts';
import { readCount } from './read-count.ts';
import { readArguments } from './read-arguments.ts';
import { tellSkipped } from './skipped.ts';
import type { ReadPlans } from './drill/read-plans.ts';

const options = {
  all: { type: 'boolean', about: 'every combination, not near misses alone' },
  engine: { type: 'string', value: '<name>', about: 'what runs the stacks (default: as for drill)' },
  workers: { type: 'string', value: '<n>', about: 'trials under way at once (default: as for drill)' },
  evidence: { type: 'string', value: '<dir>', about: 'where matrices leave their journals (default: .drillbook/matrix)' },
  json: { type: 'boolean', about: 'print matrix.json on standard output and nothing else' },
} as const;

export const command: Command = {
  name: 'matrix',
  about: "follow each runbook against other scenarios' faults, and tell whether it stops at its diagnosis, acts in vain or does harm",
  usage: 'matrix [scenario|folder|@tag…] [--all] [--engine <name>] [--json]',
  examples: [
    'drillbook matrix',
    'drillbook matrix scenarios/worker-killed.yaml scenarios/redis-stopped.yaml',
    'drillbook matrix @postgres --all --engine processes',
    'drillbook matrix scenarios --json > matrix.json',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const inFlight = values.workers === undefined ? undefined : readCount(values.workers);
    const { readPlans } = await import('./drill/read-plans.ts');
    const read = await readPlans(findScenarios(positionals, io.cwd), values.json === true, io);
    if (read === undefined) return exitCodes.usage;
    const status = await tryAll(read, {
      io,
      engine: values.engine,
      all: values.all === true,
      json: values.json === true,
      inFlight,
      root: resolve(io.cwd, values.evidence ?? '.drillbook/matrix'),
    });
    io.stderr.write(tellSkipped(read.skipped));
    // Of teams whose files are wrong nothing was tried: that is told above, and is no success.
    return status === exitCodes.interrupted || read.notDrilled.length === 0 ? status : exitCodes.usage;
  },
};

interface MatrixOptions {
  readonly io: CommandIo;
  readonly engine: string | undefined;
  readonly all: boolean;
  readonly json: boolean;
  readonly inFlight: number | undefined;
  readonly root: string;
}

async function tryAll({ plans: asked }: ReadPlans, { io, engine, all, json, inFlight, root }: MatrixOptions): Promise<number> {
  const { chooseScenarios } = await import('./matrix/choose-scenarios.ts');
  const first = chooseScenarios(asked);
  if (first.stacks.length === 0) return nothingToRun(first.leftOut, io);
  const [
    { chooseEngines },
    { maskSecrets },
    { openMatrix },
    { runMatrix },
    { finishMatrix },
    { slots },
    { slotsPerTrial, trialsInFlight },
  ] = await Promise.all([
    import('./drill/choose-engines.ts'),
    import('./drill/mask-secrets.ts'),
    import('./matrix/open-matrix.ts'),
    import('./matrix/run-matrix.ts'),
    import('./matrix/finish-matrix.ts'),
    import('../drill/slots.ts'),
    import('./capacity.ts'),
  ]);
  const fit = first.stacks.flat().map(({ plan }) => plan);
  maskSecrets(fit, io, json ? 'json' : 'text');
  const choice = await chooseEngines(fit, engine, io);
  if (choice === undefined) return exitCodes.interrupted;
  const { engines, without } = choice;
  // Chosen anew without those that no engine can run, so that numbers have no gaps.
  const { stacks, leftOut } = chooseScenarios(fit.filter(plan => engines.has(plan)));
  const left = [
    ...first.leftOut,
    ...leftOut,
    ...[...without].map(([{ facts }, { message }]) => ({ id: facts.scenario, why: `no engine: ${message}` })),
  ];
  if (stacks.length === 0) return nothingToRun(left, io);
  const folder = await openMatrix(stacks, { io, root, all, engines, leftOut: left });
  const about = {
    io,
    folder,
    engines,
    slots: slots(inFlight ?? trialsInFlight()),
    // Who says how many trials are under way means trials, whatever runs them.
    slotsPerTrial: inFlight === undefined ? slotsPerTrial : () => 1,
  };
  const ran = await runMatrix(stacks, about, all);
  return finishMatrix({ io, folder, ran, secrets: [...new Set(fit.flatMap(({ secrets }) => secrets))], json });
}

function nothingToRun(leftOut: readonly { readonly id: string; readonly why: string }[], { stderr }: CommandIo): number {
  stderr.write(
    `drillbook: nothing to try: a matrix takes two scenarios or more that have the same stack, a fault, and a runbook that is expected to work\n${leftOut.map(({ id, why }) => `  ${id}: ${why}\n`).join('')}`,
  );
  return exitCodes.nothingToRun;
}
