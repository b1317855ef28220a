import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTrial } from '../drill/run-trial.ts';
import type { TrialKind } from '../model/trial-kind.ts';
import { engines } from '../engines/index.ts';
import { faults } from '../faults/index.ts';
import type { DrillEvent } from '../model/event.ts';
import { operations } from '../operations/index.ts';
import { loadPlan } from '../planning/load-plan.ts';
import type { Plan } from '../planning/plan.ts';
import { shims } from '../shims/index.ts';

export async function planOf(scenario: string): Promise<Plan> {
  const planned = await loadPlan(scenario, { operations, faults, shims });
  if (planned.ok) return planned.plan;
  throw new Error(`unexpected problem in ${scenario}: ${planned.problems[0]?.message ?? ''}`);
}

/** The journal of one real trial. What its stack needs is fetched first, as a drill does before any clock runs. */
export async function journalOf(
  plan: Plan,
  trial: TrialKind,
  { until }: { readonly until?: (event: DrillEvent) => boolean } = {},
): Promise<readonly DrillEvent[]> {
  const engine = engines.find('processes');
  if (engine === undefined) throw new Error('unexpected absence of the engine "processes"');
  await engine.prepare(plan.stack);
  const folder = await mkdtemp(join(tmpdir(), 'drillbook-bench-'));
  const enough = new AbortController();
  try {
    return await runTrial(plan, {
      trial,
      engine,
      genesis: '',
      drillbook: 'bench',
      evidence: folder,
      journal: 'trial.ndjson',
      signal: enough.signal,
      onEvent: event => {
        if (until?.(event) === true) enough.abort(new Error('measured'));
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the engine's start to the end of the first green round. */
export function firstGreenMs(events: readonly DrillEvent[]): number {
  const green = events.find(event => event.type === 'round' && event.green);
  const began = events.find(event => event.type === 'phase.started' && event.phase === 'provision');
  if (green?.type !== 'round' || began === undefined)
    throw new Error(`unexpected end without a green round: ${JSON.stringify(events.at(-3))}`);
  return green.endedMs - began.atMs;
}

/** Milliseconds between the end of each phase and the beginning of the next, summed. */
export function gapsMs(events: readonly DrillEvent[]): number {
  let ended: number | undefined;
  let sum = 0;
  for (const event of events) {
    if (event.type === 'phase.started' && ended !== undefined) sum += event.atMs - ended;
    if (event.type === 'phase.ended') ended = event.atMs;
  }
  return sum;
}

export function phaseMs(events: readonly DrillEvent[], phase: DrillEvent['phase']): number {
  const at = (type: DrillEvent['type']): number => events.find(event => event.type === type && event.phase === phase)?.atMs ?? Number.NaN;
  return at('phase.ended') - at('phase.started');
}
