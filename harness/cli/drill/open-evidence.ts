import { arch, availableParallelism, release, totalmem, type as osType } from 'node:os';
import type { AskedTrial } from '../../model/trial-kind.ts';
import type { Engine } from '../../engines/engine.ts';
import { makeEvidenceFolder } from '../../evidence/folder.ts';
import type { EvidenceFolder, RunHeader } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { NotDrilled } from '../../model/not-drilled.ts';
import { rulesVersion } from '../../model/rules-version.ts';
import type { Plan } from '../../planning/plan.ts';
import type { CommandIo } from '../command.ts';
import { version } from '../version.ts';
import { sourceState, triggerOf } from './run-source.ts';

export interface AboutEvidence {
  readonly io: CommandIo;
  /** Folder that holds the runs. */
  readonly root: string;
  readonly trials: readonly AskedTrial[] | undefined;
  readonly engines: ReadonlyMap<Plan, Engine>;
  /** Scenarios that were asked for and are not drilled. @default none */
  readonly notDrilled?: readonly NotDrilled[];
  readonly shard?: NonNullable<RunHeader['shard']>;
}

/** Makes the evidence folder with the run's header in it, before the first step. */
export async function openEvidence(
  plans: readonly Plan[],
  { io, root, trials, engines, notDrilled = [], shard }: AboutEvidence,
): Promise<EvidenceFolder> {
  const source = await sourceState(io.cwd);
  const ages = plans.flatMap(({ config }) => config?.maxAgeMs ?? []);
  const hidden = redaction([...new Set(plans.flatMap(({ secrets }) => secrets))]);
  const header: Omit<RunHeader, 'run' | 'version'> = {
    drillbook: version(),
    startedAt: new Date().toISOString(),
    machine: describeMachine(),
    engine: [...new Set([...engines.values()].map(({ kind }) => kind))].join(', '),
    rules: rulesVersion,
    trials: trials ?? [],
    trigger: triggerOf(io.env),
    ...(source === undefined ? {} : { source }),
    ...(shard === undefined ? {} : { shard }),
    // Of several, the strictest.
    ...(ages.length === 0 ? {} : { maxAgeMs: Math.min(...ages) }),
    ...(notDrilled.length === 0 ? {} : { notDrilled }),
    scenarios: [],
  };
  return makeEvidenceFolder(root, {
    ...hidden.value(header),
    // As each one's journals have it, which know their own plan's secrets alone; the last gate looks for all of them.
    scenarios: plans.map(({ facts: { scenario: id, scenarioFile: file, digests, inputDigest }, secrets }) =>
      redaction(secrets).value({ id, file, digests, inputDigest }),
    ),
  });
}

/** Operating system, processor and Node, in one line. */
export function describeMachine(): string {
  return `${osType()} ${release()} ${arch()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.versions.node}`;
}
