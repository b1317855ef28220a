import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Signer } from '../evidence/keys.ts';
import type { Rehearsal } from '../model/gate.ts';
import type { Plan } from '../planning/plan.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo, TerminalInput } from './command.ts';
import { findScenarios } from './find-scenarios.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  people: {
    type: 'string',
    value: '<list>',
    about: "who takes part, for the evidence: 'Ada:operator,Bob:observer' (lead, operator, observer)",
  },
  untimed: { type: 'boolean', about: 'for learning: no clock, no recovery time, no verdict' },
  blind: { type: 'boolean', about: 'hide what was broken until the end; of several scenarios one is drawn' },
  keep: { type: 'boolean', about: 'leave the stack after the verdict for a look around, until `end`' },
  engine: { type: 'string', value: '<name>', about: 'what runs the stack (default: as for drill)' },
  evidence: { type: 'string', value: '<dir>', about: 'where runs leave their evidence (default: .drillbook/runs)' },
  key: { type: 'string', value: '<file>', about: 'private key that signs the evidence (default: DRILLBOOK_KEY; else it is unsigned)' },
} as const;

export const command: Command = {
  name: 'rehearse',
  about: 'one scenario with a person at the gate: read, run, edit, skip or look around at each step',
  usage: 'rehearse <scenario> [--people <list>] [--blind] [--untimed] [--keep]',
  examples: [
    'drillbook rehearse worker-killed',
    "drillbook rehearse scenarios/worker-killed.yaml --people 'Ada:operator,Bob:observer'",
    'drillbook rehearse scenarios --blind',
    'drillbook rehearse worker-killed --untimed --keep',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const input = io.stdin?.();
    if (input?.isTTY !== true || io.stdout.isTTY !== true)
      throw usageError(
        'unexpected input or output that is no terminal, expected both: a rehearsal asks a person',
        `Without a terminal use: drillbook drill ${positionals.join(' ') || '<scenario>'}`,
      );
    const [{ readPeople }, { readKey }] = await Promise.all([import('./rehearse/read-people.ts'), import('./drill/read-key.ts')]);
    const people = readPeople(values.people);
    const blind = values.blind === true;
    const signer = readKey(values.key, io);
    const plan = await readPlan(chooseFile(positionals, blind, io.cwd), blind, io);
    if (plan === undefined) return exitCodes.usage;
    return await rehearse(plan, {
      io,
      input,
      engine: values.engine,
      root: resolve(io.cwd, values.evidence ?? '.drillbook/runs'),
      keep: values.keep === true,
      rehearsal: { people, untimed: values.untimed === true, blind },
      ...(signer === undefined ? {} : { signer }),
    });
  },
};

/** One scenario; of several a blind rehearsal draws one. */
function chooseFile(asked: readonly string[], blind: boolean, cwd: string): string {
  const { files, tags } = findScenarios(asked, cwd);
  if (tags.length > 0) throw usageError(`unexpected tag "@${tags[0] ?? ''}", expected a scenario: a rehearsal is of one`);
  const [only] = files;
  if (only === undefined)
    throw usageError('unexpected absence of scenarios, expected one', 'Name a scenario file, or put one below `scenarios`.');
  if (files.length === 1) return only;
  if (blind) return files[randomInt(files.length)] ?? only;
  throw usageError(
    `unexpected ${files.length} scenarios, expected one: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ', …' : ''}`,
    'Name one of them, or let one be drawn with --blind.',
  );
}

/** The plan; undefined when a file has a Problem, which is then printed. */
async function readPlan(file: string, blind: boolean, io: CommandIo): Promise<Plan | undefined> {
  const [{ loadPlan }, { operations }, { faults }, { shims }, { showProblems }] = await Promise.all([
    import('../planning/load-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
    import('./show-problems.ts'),
  ]);
  const planned = await loadPlan(file, { operations, faults, shims });
  // Warnings name the scenario and what it does; a blind rehearsal has no use for them.
  if (!planned.ok || !blind) io.stderr.write(showProblems(planned.ok ? planned.warnings : planned.problems));
  if (planned.ok) {
    const { followedBy, tellErrorsFirst } = await import('./check/errors-first.ts');
    if (!blind) await tellErrorsFirst(followedBy([planned.plan]), io);
    return planned.plan;
  }
  io.stderr.write('drillbook: nothing was rehearsed: mend the problems above first\n');
  return undefined;
}

interface RehearseOptions {
  readonly io: CommandIo;
  readonly input: TerminalInput;
  readonly engine: string | undefined;
  readonly root: string;
  readonly keep: boolean;
  readonly rehearsal: Rehearsal;
  readonly signer?: Signer;
}

/** The same evidence, seal, register and report as a drill, in this process alone: nothing of the test runner is loaded. */
async function rehearse(plan: Plan, { io: outer, input, engine: named, root, keep, rehearsal, signer }: RehearseOptions): Promise<number> {
  const [
    { chooseEngines },
    { openEvidence },
    { finishRun },
    { maskSecrets },
    { openHistory },
    { runRehearsal },
    { offerPatch },
    { reveal },
    { untold },
  ] = await Promise.all([
    import('./drill/choose-engines.ts'),
    import('./drill/open-evidence.ts'),
    import('./drill/finish-run.ts'),
    import('./drill/mask-secrets.ts'),
    import('./drill/open-history.ts'),
    import('./rehearse/run-rehearsal.ts'),
    import('./rehearse/offer-patch.ts'),
    import('./rehearse/reveal.ts'),
    import('./rehearse/untold.ts'),
  ]);
  // The end of the input ends all, as Ctrl-C does.
  const ended = new AbortController();
  const io: CommandIo = { ...outer, signal: AbortSignal.any([outer.signal, ended.signal]) };
  const plans = [plan];
  maskSecrets(plans, io, 'text');
  const history = await openHistory(plans, io);
  if (history === undefined) return exitCodes.usage;
  const engines = (await chooseEngines(plans, named, rehearsal.blind ? untold(plan, io) : io))?.engines;
  const engine = engines?.get(plan);
  if (engines === undefined || engine === undefined) return exitCodes.interrupted;
  const evidence = await openEvidence(plans, { io, root, trials: undefined, engines });
  const run = await history.open(evidence).catch((thrown: unknown) => {
    // Nothing was rehearsed: an empty folder would look like a run that was killed.
    rmSync(evidence.path, { recursive: true, force: true });
    throw thrown;
  });
  const { failures, events, revealed } = await runRehearsal(plan, {
    ...rehearsal,
    io,
    input,
    evidence,
    engine,
    keep,
    onEnd: by => ended.abort(by),
  });
  if (rehearsal.blind && !revealed) io.stdout.write(reveal(events));
  const status = await finishRun(plans, { io, evidence, failures, output: 'text', run, ...(signer === undefined ? {} : { signer }) });
  io.stdout.write(await offerPatch(plan, events, { evidence, cwd: io.cwd }));
  return status;
}
