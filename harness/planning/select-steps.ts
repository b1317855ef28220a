import { basename, dirname, join, relative } from 'node:path';
import type { Located, Scenario } from '../model/scenario.ts';
import type { Block, Procedure, Role, Runbook, UnfencedCommand } from '../model/runbook.ts';
import { nearest } from '../support/nearest.ts';
import type { Report } from './known.ts';

export interface SelectedStep {
  readonly runbook: Runbook;
  readonly block: Block;
  /** Set for a branch that the scenario does not take. */
  readonly notTaken?: string;
}

export interface Selection {
  readonly steps: readonly SelectedStep[];
  /** Inline commands of the procedures that are followed. */
  readonly unfenced: readonly { readonly runbook: Runbook; readonly command: UnfencedCommand }[];
}

const followed: ReadonlySet<Role> = new Set(['diagnose', 'act', 'verify', 'manual']);

/**
 * The steps of what is followed, in order. Without `follow`: the runbook's diagnosis, its one acting
 * procedure and its verification. Rollback and other sections only when they are named.
 */
export async function selectSteps(
  scenario: Scenario,
  main: Runbook,
  open: (file: string, from: Located<string>) => Promise<Runbook | undefined>,
  report: Report,
): Promise<Selection> {
  const steps: SelectedStep[] = [];
  const unfenced: { runbook: Runbook; command: UnfencedCommand }[] = [];
  const add = (runbook: Runbook, blocks: readonly Block[], commands: readonly UnfencedCommand[]): void => {
    for (const block of blocks) if (!steps.some(step => step.block === block)) steps.push({ runbook, block });
    for (const command of commands) unfenced.push({ runbook, command });
  };
  if (scenario.follow.length === 0) {
    add(
      main,
      main.blocks.filter(block => block.step && followed.has(block.role) && isFollowed(main, block)),
      main.unfenced.filter(command => command.role === 'act' || command.role === 'verify'),
    );
    refuseSeveral(main, steps, scenario, report);
  }
  for (const entry of scenario.follow) {
    const [path, id = ''] = entry.value.includes('#') ? entry.value.split('#') : ['', entry.value];
    const runbook = path === '' ? main : await open(relative(process.cwd(), join(dirname(main.file), path ?? '')), entry);
    if (runbook === undefined) continue;
    const { blocks, commands } = named(runbook, id);
    if (blocks.length === 0 && commands.length === 0) report(unknownId(runbook, id, entry));
    add(runbook, blocks, commands);
  }
  if (steps.length === 0 && unfenced.length === 0 && scenario.follow.length === 0) {
    report({
      rule: 'no-steps',
      message: `unexpected runbook without a step to follow, expected at least one acting block in ${basename(main.file)}`,
      location: { file: main.file, line: 1, column: 1 },
      hint: 'Put commands into ```bash fences below headings such as "Diagnosis", "Resolution" and "Verify"; `drillbook plan` shows how each block is understood.',
    });
  }
  return { steps: takeBranches(steps, scenario, report), unfenced };
}

/** A procedure with all below it, or one step; of a procedure only its own kind of steps, unless it or what it is part of is rollback or other. */
function named(runbook: Runbook, id: string): { readonly blocks: readonly Block[]; readonly commands: readonly UnfencedCommand[] } {
  const single = runbook.blocks.find(block => block.id === id);
  if (single !== undefined) {
    const { line, endLine = line } = single.location;
    const inside = (command: UnfencedCommand): boolean =>
      command.dropped !== undefined && command.location.line >= line && command.location.line <= endLine;
    return { blocks: single.step ? [single] : [], commands: single.step ? runbook.unfenced.filter(inside) : [] };
  }
  const procedure = runbook.procedures.find(candidate => candidate.id === id);
  if (procedure === undefined) return { blocks: [], commands: [] };
  const inside = new Set([procedure.id, ...below(runbook, procedure)]);
  const role = roleOf(runbook, procedure);
  const special = role === 'rollback' || role === 'other';
  return {
    blocks: runbook.blocks.filter(block => block.step && inside.has(block.procedure) && (special || followed.has(block.role))),
    commands: runbook.unfenced.filter(
      command => inside.has(command.procedure) && (special || command.role === 'act' || command.role === 'verify'),
    ),
  };
}

function below(runbook: Runbook, { id }: Procedure): readonly string[] {
  return runbook.procedures.filter(({ parent }) => parent === id).flatMap(child => [child.id, ...below(runbook, child)]);
}

/** A manual task below a rollback or other heading belongs to that heading. */
function isFollowed(runbook: Runbook, block: Block): boolean {
  if (block.role !== 'manual') return true;
  const role = roleOf(runbook, procedureOf(runbook, block.procedure));
  return role !== undefined && followed.has(role);
}

/** A heading's own role, else that of the nearest heading above it. */
function roleOf(runbook: Runbook, procedure: Procedure | undefined): Role | undefined {
  for (let at = procedure; at !== undefined; at = procedureOf(runbook, at.parent)) if (at.role !== undefined) return at.role;
  return undefined;
}

function procedureOf(runbook: Runbook, id: string | undefined): Procedure | undefined {
  return runbook.procedures.find(procedure => procedure.id === id);
}

/** The procedures of a runbook that act, each with all below it; branches apart. */
export function actingProcedures(runbook: Runbook, blocks: readonly Block[] = runbook.blocks): readonly Procedure[] {
  const acting = new Map<string, Procedure>();
  for (const block of blocks) {
    if (!block.step || block.role !== 'act' || block.branch !== undefined) continue;
    const procedure = actingRoot(runbook, block);
    if (procedure !== undefined) acting.set(procedure.id, procedure);
  }
  return [...acting.values()];
}

/** Several acting procedures in one runbook are answers to different troubles: the scenario must say which. */
function refuseSeveral(runbook: Runbook, steps: readonly SelectedStep[], scenario: Scenario, report: Report): void {
  const acting = actingProcedures(
    runbook,
    steps.map(({ block }) => block),
  );
  if (acting.length < 2) return;
  const list = acting.map(({ id, location }) => `${id} (line ${location.line})`).join(', ');
  report({
    rule: 'several-procedures',
    message: `unexpected ${acting.length} acting procedures in ${basename(runbook.file)}, expected \`follow\` to name those to carry out: ${list}`,
    location: scenario.runbook.location,
    hint: `Add for instance \`follow: [${acting[0]?.id ?? ''}]\`.`,
  });
}

function actingRoot(runbook: Runbook, block: Block): Procedure | undefined {
  let root = procedureOf(runbook, block.procedure);
  for (let at = root; at !== undefined; at = procedureOf(runbook, at.parent)) if (at.role === 'act') root = at;
  return root;
}

function takeBranches(steps: readonly SelectedStep[], scenario: Scenario, report: Report): readonly SelectedStep[] {
  const branches = steps.filter(({ block }) => block.branch !== undefined);
  const taken = new Set(scenario.take.map(({ value }) => value));
  for (const entry of scenario.take) {
    if (branches.some(({ block }) => isTaken(block, new Set([entry.value])))) continue;
    const ids = branches.map(({ block }) => block.id);
    const close = nearest(entry.value, ids);
    report({
      rule: 'unknown-branch',
      message: `unexpected branch "${entry.value}", expected ${ids.length === 0 ? 'none: what is followed has no branch' : `one of ${ids.join(', ')}`}`,
      location: entry.location,
      ...(close === undefined ? {} : { hint: `Did you mean "${close}"?` }),
    });
  }
  if (branches.length > 0 && !scenario.takesDecided) {
    const list = branches.map(({ block }) => `${block.id} (line ${block.location.line}: "${block.branch?.condition ?? ''}")`).join(', ');
    report({
      rule: 'undecided-branch',
      message: `unexpected branches in what is followed, expected \`take\` to name those to carry out: ${list}`,
      location: scenario.runbook.location,
      hint: `Add \`take: [${branches[0]?.block.id ?? ''}]\`, or \`take: []\` for none.`,
    });
  }
  return steps.map(step =>
    step.block.branch === undefined || isTaken(step.block, taken) ? step : { ...step, notTaken: step.block.branch.condition },
  );
}

function isTaken(block: Block, taken: ReadonlySet<string>): boolean {
  return taken.has(block.id) || taken.has(block.procedure);
}

function unknownId(runbook: Runbook, id: string, entry: Located<string>): Parameters<Report>[0] {
  const ids = [...runbook.procedures.map(procedure => procedure.id), ...runbook.blocks.filter(block => block.step).map(block => block.id)];
  const close = nearest(id, ids);
  const exists = ids.includes(id);
  return {
    rule: 'unknown-procedure',
    location: entry.location,
    message: exists
      ? `unexpected procedure "${id}" without a step to follow, expected one with commands`
      : `unexpected procedure or step "${id}" of ${basename(runbook.file)}, expected ${close === undefined ? `one of ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', …' : ''}` : `"${close}"`}`,
    ...(close === undefined || exists ? {} : { hint: `Did you mean "${close}"?` }),
  };
}
