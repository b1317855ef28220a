import type { Engine } from '../../engines/engine.ts';
import { makeMatrixFolder } from '../../evidence/matrix-folder.ts';
import type { MatrixFolder } from '../../evidence/matrix-folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { LeftOut, MatrixStack } from '../../model/matrix.ts';
import { rulesVersion } from '../../model/rules-version.ts';
import { canStop } from '../../planning/cross-plan.ts';
import type { Plan } from '../../planning/plan.ts';
import type { CommandIo } from '../command.ts';
import { describeMachine } from '../drill/open-evidence.ts';
import { sourceState, triggerOf } from '../drill/run-source.ts';
import { version } from '../version.ts';
import type { Chosen, Numbered } from './choose-scenarios.ts';

export interface AboutMatrix {
  readonly io: CommandIo;
  /** Folder that holds the matrices. */
  readonly root: string;
  readonly all: boolean;
  readonly engines: ReadonlyMap<Plan, Engine>;
  readonly leftOut: readonly LeftOut[];
}

/** Makes the folder with the header in it, before the first trial. */
export async function openMatrix(stacks: Chosen['stacks'], { io, root, all, engines, leftOut }: AboutMatrix): Promise<MatrixFolder> {
  const source = await sourceState(io.cwd);
  const plans = stacks.flat().map(({ plan }) => plan);
  const hidden = redaction([...new Set(plans.flatMap(({ secrets }) => secrets))]);
  return makeMatrixFolder(
    root,
    hidden.value({
      drillbook: version(),
      startedAt: new Date().toISOString(),
      machine: describeMachine(),
      engine: [...new Set(plans.map(plan => engines.get(plan)?.kind ?? ''))].join(', '),
      rules: rulesVersion,
      all,
      trigger: triggerOf(io.env),
      ...(source === undefined ? {} : { source }),
      stacks: stacks.map(stackOf),
      leftOut: [...leftOut],
    }),
  );
}

function stackOf(members: readonly Numbered[]): MatrixStack {
  const stack = members[0]?.plan.stack;
  return {
    name: stack?.name ?? '',
    files: members[0]?.plan.scenario.stack.map(({ value }) => value) ?? [],
    digest: stack?.digest ?? '',
    scenarios: members.map(({ number, plan }) => ({
      number,
      id: plan.facts.scenario,
      file: plan.facts.scenarioFile,
      title: plan.facts.title,
      runbook: plan.facts.runbook,
      procedures: plan.facts.procedures.map(({ id }) => id),
      faults: plan.faults.map(({ fault, spec }) => fault.summarize(spec.settings)),
      inputDigest: plan.facts.inputDigest,
      canStop: canStop(plan),
      prepares: plan.scenario.prepare.some(({ kind }) => kind === 'operation'),
      adaptations: plan.facts.adaptations.length,
      harmSeenBy: [
        ...(plan.scenario.never.length > 0 ? (['never'] as const) : []),
        ...(plan.scenario.load === undefined ? [] : (['load'] as const)),
      ],
    })),
  };
}
