import type { Location } from '../../model/location.ts';
import type { Block, Runbook } from '../../model/runbook.ts';
import type { Plan, PlannedStep } from '../../planning/plan.ts';
import { functionsOf, hindranceOf } from '../../surveying/hindrance.ts';
import type { Known } from '../../surveying/known-commands.ts';
import type { Executed } from './executed.ts';
import { keyOf } from './undrilled.ts';

/** What becomes of a block, in the order in which it is told. The first two without evidence: what scenarios would do. */
export const classes = [
  'executed',
  'bounded',
  'followed',
  'stubbed',
  'skipped',
  'not-reached',
  'branch',
  'manual',
  'unparsable',
  'outside',
  'impossible',
  'not-followed',
] as const;
export type BlockClass = (typeof classes)[number];

/** A block of a runbook, and what becomes of it: none is left out. */
export interface CoveredBlock {
  readonly block: string;
  readonly at: Location;
  readonly class: BlockClass;
  /** One clause; empty where the class says it all. */
  readonly why: string;
  /** Scenarios that this was found in. */
  readonly scenarios: readonly string[];
}

export interface CoveredRunbook {
  readonly runbook: string;
  readonly counts: Readonly<Partial<Record<BlockClass, number>>>;
  readonly blocks: readonly CoveredBlock[];
}

/**
 * Every block of the runbooks in one class. With the journals of drills, only what was carried out there counts; else what scenarios
 * would carry out is `followed`.
 */
export function coveredBlocks(
  runbooks: readonly Runbook[],
  plans: readonly Plan[],
  known: Known,
  executed: Executed | undefined,
): readonly CoveredRunbook[] {
  const planned = new Map<string, { readonly scenario: string; readonly step: PlannedStep }[]>();
  for (const { facts, steps } of plans)
    for (const step of steps) {
      const key = keyOf(step.runbook.file, step.block.id);
      planned.set(key, [...(planned.get(key) ?? []), { scenario: facts.scenario, step }]);
    }
  return runbooks.map(runbook => {
    const functions = functionsOf(runbook);
    const blocks = runbook.blocks.map((block): CoveredBlock => ({
      block: block.id,
      at: block.location,
      ...classOf(block, planned.get(keyOf(runbook.file, block.id)) ?? [], keyOf(runbook.file, block.id), functions, known, executed),
    }));
    const counts = Object.fromEntries(
      classes.flatMap(one => {
        const count = blocks.filter(block => block.class === one).length;
        return count === 0 ? [] : [[one, count] as const];
      }),
    );
    return { runbook: runbook.file, counts, blocks };
  });
}

function classOf(
  block: Block,
  planned: readonly { readonly scenario: string; readonly step: PlannedStep }[],
  key: string,
  functions: ReadonlySet<string>,
  known: Known,
  executed: Executed | undefined,
): Pick<CoveredBlock, 'class' | 'why' | 'scenarios'> {
  const done = executed?.steps.get(key);
  if (done !== undefined && (done.deed === 'executed' || done.deed === 'bounded' || done.deed === 'stubbed'))
    return { class: done.deed, why: done.why, scenarios: done.scenarios };
  const hindrance = hindranceOf(block, functions, known);
  const carried = planned.filter(({ step }) => step.omitted === undefined).map(({ scenario }) => scenario);
  // What a stack has, or a task that somebody answers, is found in the drill; that bash cannot read it is certain.
  if (executed === undefined && carried.length > 0 && hindrance?.kind !== 'unparsable')
    return { class: 'followed', why: '', scenarios: carried };
  if (hindrance !== undefined) return { class: hindrance.kind, why: hindrance.why, scenarios: carried };
  if (block.branch !== undefined && carried.length === 0)
    return { class: 'branch', why: `no scenario takes it: ${block.branch.condition}`, scenarios: [] };
  if (done !== undefined && done.deed !== 'not-reached') return { class: 'skipped', why: done.why, scenarios: done.scenarios };
  const [skipped] = planned.flatMap(({ scenario, step }) => (step.omitted === undefined ? [] : [{ scenario, why: step.omitted.why }]));
  if (carried.length === 0 && skipped !== undefined)
    return { class: 'skipped', why: skipped.why, scenarios: planned.map(({ scenario }) => scenario) };
  if (done !== undefined) return { class: 'not-reached', why: done.why, scenarios: done.scenarios };
  if (carried.length > 0) return { class: 'not-reached', why: 'no drill of these runs follows it', scenarios: carried };
  return { class: 'not-followed', why: 'no scenario follows it', scenarios: [] };
}
