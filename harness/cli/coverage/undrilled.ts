import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Block, Procedure, Runbook, UnfencedCommand } from '../../model/runbook.ts';
import type { Plan } from '../../planning/plan.ts';

/** A procedure that acts, and the scenarios that carry some of it out. */
export interface ActingProcedure {
  /** `<runbook file>#<heading's slug>`. */
  readonly id: string;
  readonly title: string;
  readonly at: Location;
  /** Empty: nobody knows whether it works. */
  readonly scenarios: readonly string[];
}

/** A block of a runbook that is carried out in some cases only. */
export interface BranchSeen {
  readonly step: string;
  /** The words that made it a branch. */
  readonly condition: string;
  readonly at: Location;
  readonly scenarios: readonly string[];
}

export interface RunbookCoverage {
  readonly procedures: readonly ActingProcedure[];
  readonly branches: readonly BranchSeen[];
}

/**
 * What scenarios carry out of runbooks: their acting procedures, each the outermost heading that acts, and their branches. A step that
 * all scenarios skip is carried out by none.
 */
export function runbookCoverage(runbooks: readonly Runbook[], plans: readonly Plan[]): RunbookCoverage {
  const carried = carriedOut(plans);
  const by = (runbook: Runbook, { id }: Block): readonly string[] => carried.get(keyOf(runbook.file, id)) ?? [];
  return {
    procedures: runbooks.flatMap(runbook => {
      const acting = new Map<Procedure, Set<string>>();
      const add = (procedure: Procedure | undefined, scenarios: readonly string[]): void => {
        if (procedure === undefined) return;
        const known = acting.get(procedure) ?? new Set();
        acting.set(procedure, known);
        for (const scenario of scenarios) known.add(scenario);
      };
      for (const block of runbook.blocks)
        if (block.step && block.role === 'act') add(outermostActing(runbook, block.procedure), by(runbook, block));
      // Commands in a sentence are the procedure's as well; only `inline: run` carries them out.
      for (const command of runbook.unfenced)
        if (command.role === 'act') add(outermostActing(runbook, command.procedure), inlineRun(runbook, command.procedure, plans));
      return [...acting]
        .map(([{ id, title, location }, scenarios]) => ({
          id: `${runbook.file}#${id}`,
          title,
          at: location,
          scenarios: [...scenarios].sort(),
        }))
        .sort((a, b) => a.at.line - b.at.line);
    }),
    branches: runbooks.flatMap(runbook =>
      runbook.blocks.flatMap(block =>
        block.step && block.branch !== undefined
          ? [{ step: block.id, condition: block.branch.condition, at: block.location, scenarios: by(runbook, block) }]
          : [],
      ),
    ),
  };
}

/** Scenarios that carry out any of these steps or commands. */
export function scenariosOf(
  runbook: Runbook,
  blocks: readonly Block[],
  commands: readonly UnfencedCommand[],
  plans: readonly Plan[],
): readonly string[] {
  const carried = carriedOut(plans);
  return [
    ...new Set([
      ...blocks.flatMap(({ id }) => carried.get(keyOf(runbook.file, id)) ?? []),
      ...commands.flatMap(({ procedure }) => inlineRun(runbook, procedure, plans)),
    ]),
  ].sort();
}

/** Scenarios by step. */
function carriedOut(plans: readonly Plan[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { facts, steps } of plans)
    for (const { runbook, block, omitted } of steps) {
      if (omitted !== undefined) continue;
      const key = keyOf(runbook.file, block.id);
      const scenarios = found.get(key) ?? [];
      found.set(key, scenarios);
      if (!scenarios.includes(facts.scenario)) scenarios.push(facts.scenario);
    }
  return found;
}

function inlineRun({ file }: Runbook, procedure: string, plans: readonly Plan[]): readonly string[] {
  const follows = ({ facts }: Plan): boolean =>
    facts.procedures.some(({ id }) => {
      const [runbook = '', slug] = id.split('#');
      return slug === procedure && resolve(runbook) === resolve(file);
    });
  return plans.filter(plan => plan.scenario.inline === 'run' && follows(plan)).map(({ facts }) => facts.scenario);
}

/** As `follow` is checked: the outermost heading above that says of itself that it acts, else the nearest one. */
function outermostActing(runbook: Runbook, id: string): Procedure | undefined {
  const find = (wanted: string | undefined): Procedure | undefined => runbook.procedures.find(procedure => procedure.id === wanted);
  let root = find(id);
  for (let at = root; at !== undefined; at = find(at.parent)) if (at.role === 'act') root = at;
  return root;
}

/** Paths are told apart by where they lead, not by how they are written. */
export function keyOf(file: string, block: string): string {
  return `${resolve(file)}#${block}`;
}
