import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { journalName } from '../evidence/folder.ts';
import type { DrillEvent } from '../model/event.ts';
import type { TrialRun } from '../model/run.ts';
import type { Reason, TrialVerdict } from '../model/verdict.ts';
import type { Plan } from '../planning/plan.ts';
import { runTrial } from './run-trial.ts';
import { humanPaceMs } from './run-scenario.ts';
import type { Slots } from './slots.ts';

export interface CellOptions {
  readonly engine: Engine;
  /** The folder of the matrix. */
  readonly evidence: string;
  /** Folder of the cell's journals, relative to it. */
  readonly folder: string;
  readonly genesis: string;
  readonly drillbook: string;
  /** Decides what is repeated. */
  readonly judgeTrial: (events: readonly DrillEvent[]) => TrialVerdict;
  readonly slots: Slots;
  readonly slotsPerTrial: number;
  /** Whether a trial that ends `harness-error` or `baseline-unhealthy` is tried once more; both are evidence. */
  readonly secondAttempt: boolean;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: DrillEvent) => void;
}

type Because = NonNullable<TrialRun['because']>;

/**
 * One cell of a matrix: the procedure as written, once. Repeated as in a drill, where that is said for our own trouble and, with its own
 * fault, at human pace; with another's a step that fails is what a good runbook's gate does.
 * Resolves to the journal that counts, which is the last.
 * @throws when it was interrupted before it began, or a journal cannot be written
 */
export async function runCell(plan: Plan, own: boolean, options: CellOptions): Promise<readonly DrillEvent[]> {
  return await inItsSlot(plan, options, async () => {
    let attempt = 0;
    let events: readonly DrillEvent[] = [];
    const once = async (because?: Because, paceMs?: number): Promise<Reason> => {
      attempt += 1;
      events = await runTrial(plan, {
        ...trialOf(options),
        trial: 'as-written',
        attempt,
        journal: join(options.folder, journalName('as-written', attempt)),
        ...(because === undefined ? {} : { because }),
        ...(paceMs === undefined ? {} : { paceMs }),
      });
      return options.judgeTrial(events).reason;
    };
    let reason = await once();
    const ours = reason === 'harness-error' || reason === 'baseline-unhealthy';
    if (options.secondAttempt && ours && !options.signal.aborted) reason = await once('second-attempt');
    if (own && reason === 'step-failed' && !options.signal.aborted) await once('human-pace', humanPaceMs);
    return events;
  });
}

/** What the fault does while nobody acts, watched for longer than that. */
export async function watchFault(plan: Plan, forMs: number, options: CellOptions): Promise<readonly DrillEvent[]> {
  return await inItsSlot(
    plan,
    options,
    async () =>
      await runTrial(plan, {
        ...trialOf(options),
        trial: 'without-runbook',
        journal: join(options.folder, journalName('without-runbook', 1)),
        watchAtLeastMs: Promise.resolve(forMs),
      }),
  );
}

async function inItsSlot<T>(plan: Plan, { slots, slotsPerTrial, signal }: CellOptions, work: () => Promise<T>): Promise<T> {
  const giveBack = await slots.take(plan.scenario.exclusive ? 'all' : slotsPerTrial, signal);
  try {
    return await work();
  } finally {
    giveBack();
  }
}

function trialOf({ engine, evidence, genesis, drillbook, signal, onEvent }: CellOptions) {
  return { engine, evidence, genesis, drillbook, signal, ...(onEvent === undefined ? {} : { onEvent }) };
}
