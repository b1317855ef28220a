import { relative, resolve } from 'node:path';
import type { Shard } from '../../drill/scheduler/shard.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { Plan } from '../../planning/plan.ts';
import { readPlanFile } from '../../selecting/plan-file.ts';
import type { PlanFile, PlanFileScenario } from '../../selecting/plan-file.ts';
import type { CommandIo } from '../command.ts';
import { usageError } from '../read-arguments.ts';
import { version } from '../version.ts';

/** What one machine drills of a plan that was made for all of them. */
export interface OfPlanFile {
  readonly plan: PlanFile;
  /** As it was named. */
  readonly shown: string;
  readonly scenarios: readonly PlanFileScenario[];
}

/**
 * Reads the plan and takes this machine's part of it.
 * @throws {HarnessError} `usage` when it is no plan, not as it was made, made by another version, or divided otherwise
 */
export function ofPlanFile(shown: string, shard: Shard | undefined, { cwd }: CommandIo): OfPlanFile {
  const plan = readPlanFile(resolve(cwd, shown), shown);
  if (plan.drillbook !== version())
    throw usageError(
      `unexpected plan of drillbook ${plan.drillbook}, expected one of ${version()}`,
      'Plan, drill and gate with the same version.',
    );
  if (shard !== undefined && plan.scenarios.length > 0 && shard.total !== plan.shards)
    throw usageError(
      `unexpected --shard ${shard.current}/${shard.total}, expected one of ${plan.shards} as planned`,
      `Use --shard 1/${plan.shards} and so on, each once.`,
    );
  return { plan, shown, scenarios: shard === undefined ? plan.scenarios : plan.scenarios.filter(one => one.shard === shard.current) };
}

/**
 * Nothing is drilled but what was planned.
 * @throws {HarnessError} `usage` when the files are no longer those that the plan was made of
 */
export function refuseChanged(plans: readonly Plan[], { scenarios, shown }: OfPlanFile, { cwd }: CommandIo): void {
  const planned = new Map(scenarios.map(scenario => [scenario.file, scenario]));
  for (const { facts, secrets } of plans) {
    const { file, id, inputDigest } = redaction(secrets).value({
      file: relative(cwd, resolve(facts.scenarioFile)),
      id: facts.scenario,
      inputDigest: facts.inputDigest,
    });
    const one = planned.get(file);
    if (one === undefined || one.id !== id)
      throw usageError(
        `unexpected scenario ${id}, expected ${one?.id ?? 'one'} of ${shown}`,
        'Drill from the folder in which it was planned.',
      );
    if (one.inputDigest !== inputDigest)
      throw usageError(
        `${file}:1:1: unexpected change since it was planned: ${inputDigest}, expected ${one.inputDigest} of ${shown}`,
        'Plan again, from the same commit and with the same files: what is written into a stack meanwhile is a change as well (the plan itself has its place below .drillbook).',
      );
  }
}
