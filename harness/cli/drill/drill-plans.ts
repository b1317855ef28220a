import { rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { ReporterName } from '../../drill/scheduler/reporters.ts';
import type { Shard } from '../../drill/scheduler/shard.ts';
import type { AskedTrial } from '../../model/trial-kind.ts';
import type { Signer } from '../../evidence/keys.ts';
import type { NotDrilled } from '../../model/not-drilled.ts';
import type { Plan } from '../../planning/plan.ts';
import type { AdHocDrill } from '../ad-hoc/ad-hoc-drill.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';

export interface DrillOptions {
  readonly io: CommandIo;
  readonly notDrilled: readonly NotDrilled[];
  readonly engine: string | undefined;
  readonly trials: readonly AskedTrial[] | undefined;
  readonly inFlight: number | undefined;
  readonly root: string;
  readonly json: boolean;
  readonly events: boolean;
  readonly reporters: readonly ReporterName[];
  readonly shard?: Shard;
  readonly signer?: Signer;
  readonly adHoc?: AdHocDrill;
}

/** Drills plans that are right: chooses engines, opens the evidence, runs all trials, reports. Resolves to the exit status. */
export async function drillPlans(
  asked: readonly Plan[],
  { io, notDrilled: wrong, engine, trials, inFlight, root, json, events, reporters, shard, signer, adHoc }: DrillOptions,
): Promise<number> {
  if (trials !== undefined) (await import('./refuse-unknown-steps.ts')).refuseUnknownSteps(trials, asked);
  const [{ chooseEngines }, { openEvidence }, { runDrill }, { finishRun }, { maskSecrets }, { openHistory }] = await Promise.all([
    import('./choose-engines.ts'),
    import('./open-evidence.ts'),
    import('./run-drill.ts'),
    import('./finish-run.ts'),
    import('./mask-secrets.ts'),
    import('./open-history.ts'),
  ]);
  const output = json ? 'json' : events ? 'events' : 'text';
  maskSecrets(asked, io, output);
  const history = await openHistory(asked, io);
  if (history === undefined) return exitCodes.usage;
  const choice = await chooseEngines(asked, engine, io);
  if (choice === undefined) return exitCodes.interrupted;
  const { engines, without } = choice;
  const plans = asked.filter(plan => engines.has(plan));
  const notDrilled = [
    ...wrong,
    ...[...without].map(([{ scenario, config }, problem]): NotDrilled => ({
      file: scenario.file,
      team: (config === undefined ? '' : relative(io.cwd, dirname(resolve(io.cwd, config.file)))) || '.',
      problems: [problem],
    })),
  ];
  if (adHoc !== undefined) {
    const { tellLacking } = await import('../ad-hoc/tell-lacking.ts');
    if (tellLacking(adHoc.plan, engines.get(adHoc.plan), io)) return exitCodes.usage;
    adHoc.write();
  }
  const evidence = await openEvidence(plans, { io, root, trials, engines, notDrilled, ...(shard === undefined ? {} : { shard }) });
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
