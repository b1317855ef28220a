import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import type { DrillEvent } from '../model/event.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import type { TrialVerdict } from '../model/verdict.ts';
import type { Plan } from '../planning/plan.ts';
import { journalName, scenarioFolder } from '../evidence/folder.ts';
import type { Gate } from './gate.ts';
import { runTrial } from './run-trial.ts';
import { slots as makeSlots } from './slots.ts';
import type { Slots } from './slots.ts';
import { stepLeftOut, type AskedTrial, type TrialKind } from '../model/trial-kind.ts';
import { allOf } from './asked-trials.ts';
import { shareOf, sharesOfWhole } from './shares.ts';
import { startsAtOnce } from './starts.ts';

/** Pause between steps when a trial is repeated as a person would follow it. */
const humanPaceMs = 3_000;

export interface ScenarioOptions {
  readonly engine: Engine;
  /** The evidence folder; journals are written below it. */
  readonly evidence: string;
  /** Digest of the run's header, the first link of every journal. */
  readonly genesis: string;
  readonly drillbook: string;
  /** Decides which trials are repeated. */
  readonly judgeTrial: (events: readonly DrillEvent[]) => TrialVerdict;
  /** @default what a verdict needs, see `neededTrials` */
  readonly trials?: readonly AskedTrial[];
  /** Shared by all scenarios that run at the same time. @default enough for all trials of this one */
  readonly slots?: Slots;
  /** How many of them a trial takes. @default 1 */
  readonly slotsPerTrial?: number;
  /** Whether a trial that ends `harness-error` or `baseline-unhealthy` is tried once more; both are evidence. @default false */
  readonly secondAttempt?: boolean;
  /** A person who decides at each step of `as-written`. That trial is then never repeated: nobody is asked twice for the machine's sake. */
  readonly gate?: Gate;
  /** Folder of the journals, relative to the evidence folder. @default the scenario's */
  readonly folder?: string;
  /** Whether a trial that only a failing step refutes is repeated at human pace. @default true */
  readonly humanPace?: boolean;
  /** How long a control watches where the procedure is not followed beside it. @default as long as a control must */
  readonly watchAtLeastMs?: number;
  readonly signal: AbortSignal;
  readonly onEvent?: (trial: string, event: DrillEvent) => void;
  readonly onProgress?: (trial: string, message: string) => void;
}

/** The trials without which a scenario cannot be verified. A planned procedure's red goal is its own control. */
export function neededTrials(plan: Plan): readonly TrialKind[] {
  return plan.facts.planned ? ['as-written'] : ['as-written', 'without-runbook'];
}

/** Carries out a scenario's trials side by side, each on a fresh stack, and repeats what must be repeated. */
export async function runScenario(plan: Plan, options: ScenarioOptions): Promise<ScenarioRun> {
  const trials = options.trials === undefined ? neededTrials(plan) : allOf(options.trials, plan);
  const each = options.slotsPerTrial ?? 1;
  const shared = options.slots ?? makeSlots(trials.length * each);
  // At once and for all of them: an exclusive one has the machine for itself, and where a start keeps a core busy, those of one
  // scenario start together, so that none starts while another is measured.
  const room = sharesOfWhole(trials) * each;
  const asked = plan.scenario.exclusive ? 'all' : each > 1 ? room : undefined;
  const giveBack = asked === undefined ? undefined : await shared.take(asked, options.signal).catch(() => undefined);
  let tellWatched: (ms: number) => void = () => undefined;
  const watched = new Promise<number>(resolve => (tellWatched = resolve));
  const course: Course = { slots: asked === undefined ? shared : makeSlots(room), starts: startsAtOnce(), runs: [], late: [] };
  try {
    const ordered = trials.toSorted((a, b) => turnOf(a) - turnOf(b));
    if (ordered[0] !== 'as-written') tellWatched(options.watchAtLeastMs ?? 0);
    // All of them end, and clean up, before anything is said; an interrupted one that never got its slot left no journal.
    const ended = await Promise.allSettled(
      ordered.map(trial =>
        trial === 'as-written' ? runAsWritten(plan, options, course, tellWatched) : runBeside(plan, options, course, { trial, watched }),
      ),
    );
    const failed = ended.find(one => one.status === 'rejected');
    if (failed !== undefined && !options.signal.aborted) throw failed.reason;
  } finally {
    giveBack?.();
  }
  if (trials.length > 1) await repeatAlone(course.late, shared, options.signal);
  return { facts: plan.facts, trials: course.runs };
}

/** When nothing else runs, one after the other. Nobody waits for it who has interrupted the drill. */
async function repeatAlone(repeats: Course['late'], slots: Slots, signal: AbortSignal): Promise<void> {
  for (const repeat of repeats) {
    try {
      const giveBack = await slots.take('all', signal);
      await repeat().finally(giveBack);
    } catch (thrown) {
      if (signal.aborted) return;
      throw thrown;
    }
  }
}

/** The first takes its slot first, so that a control never keeps the trial that it waits for from starting; then what lasts longest. */
function turnOf(trial: TrialKind): number {
  const turns: readonly TrialKind[] = ['as-written', 'without-runbook', 'twice', 'concurrent', 'elsewhere'];
  if (turns.includes(trial)) return turns.indexOf(trial);
  return stepLeftOut(trial) === undefined ? turns.length + 1 : turns.length;
}

/** What the trials of one scenario share. */
interface Course {
  readonly slots: Slots;
  /** Held while a stack starts. */
  readonly starts: Slots;
  /** Of each attempt that began, in this order. */
  readonly runs: TrialRun[];
  /** Repeats, alone, of what only the time of answers speaks against. */
  readonly late: (() => Promise<unknown>)[];
}

interface Attempt {
  readonly trial: TrialKind;
  readonly number: number;
  readonly because?: NonNullable<TrialRun['because']>;
  readonly paceMs?: number;
  readonly watchAtLeastMs?: Promise<number>;
  readonly onWatched?: (ms: number) => void;
}

/**
 * The trial that all others are measured by. Never a repeat that hides: every attempt's journal stays and says why it was made.
 * The control is told how long to watch when nothing longer can follow.
 */
async function runAsWritten(plan: Plan, options: ScenarioOptions, course: Course, tellWatched: (ms: number) => void): Promise<void> {
  let longestMs = 0;
  let number = 0;
  const once = (extra: Partial<Attempt>): Promise<TrialVerdict | undefined> =>
    runOnce(plan, options, course, {
      trial: 'as-written',
      number: ++number,
      onWatched: ms => (longestMs = Math.max(longestMs, ms)),
      ...extra,
    });
  let verdict: TrialVerdict | undefined;
  let giveBack: (() => void) | undefined;
  try {
    giveBack = await course.slots.take(options.slotsPerTrial ?? 1, options.signal);
    verdict = await onceOrTwice(options, once);
    if (options.gate !== undefined) {
      // Beside a rehearsal that proves nothing there is nothing to watch for.
      if (verdict?.outcome === 'inconclusive') longestMs = 0;
      return;
    }
    if (options.humanPace !== false && verdict?.outcome === 'refuted' && verdict.reason === 'step-failed')
      verdict = await once({ because: 'human-pace', paceMs: humanPaceMs });
    if (verdict?.lateOnly === true) course.late.push(() => once({ because: 'alone' }));
  } finally {
    tellWatched(longestMs);
    giveBack?.();
  }
}

async function runBeside(
  plan: Plan,
  options: ScenarioOptions,
  course: Course,
  { trial, watched }: { readonly trial: TrialKind; readonly watched: Promise<number> },
): Promise<void> {
  let number = 0;
  const once = (extra: Partial<Attempt>): Promise<TrialVerdict | undefined> =>
    runOnce(plan, options, course, {
      trial,
      number: ++number,
      ...(trial === 'without-runbook' || stepLeftOut(trial) !== undefined ? { watchAtLeastMs: watched } : {}),
      ...extra,
    });
  const giveBack = await course.slots.take((options.slotsPerTrial ?? 1) * shareOf(trial), options.signal);
  try {
    const verdict = await onceOrTwice(options, once);
    if (verdict?.lateOnly === true) course.late.push(() => once({ because: 'alone' }));
  } finally {
    giveBack();
  }
}

async function onceOrTwice(
  options: ScenarioOptions,
  once: (extra: Partial<Attempt>) => Promise<TrialVerdict | undefined>,
): Promise<TrialVerdict | undefined> {
  const verdict = await once({});
  const ours = verdict?.reason === 'harness-error' || verdict?.reason === 'baseline-unhealthy';
  return options.secondAttempt === true && ours ? await once({ because: 'second-attempt' }) : verdict;
}

/** One attempt, judged; undefined when it was interrupted. */
async function runOnce(
  plan: Plan,
  options: ScenarioOptions,
  course: Course,
  { trial, number, because, ...pace }: Attempt,
): Promise<TrialVerdict | undefined> {
  const folder = options.folder ?? scenarioFolder(options.evidence, plan.facts.scenario);
  const journal = join(folder, journalName(trial, number));
  const run = { trial, attempt: number, ...(because === undefined ? {} : { because }), journal };
  const started = await course.starts.take(1, options.signal);
  const place = course.runs.push({ ...run, events: [] }) - 1;
  try {
    const events = await runTrial(plan, {
      trial,
      attempt: number,
      engine: options.engine,
      evidence: options.evidence,
      journal,
      genesis: options.genesis,
      drillbook: options.drillbook,
      signal: options.signal,
      ...(because === undefined ? {} : { because }),
      ...(trial === 'as-written' && options.gate !== undefined ? { gate: options.gate } : {}),
      ...pace,
      onEvent: event => {
        if (event.type === 'stack.ready') started();
        options.onEvent?.(trial, event);
      },
      onProgress: message => options.onProgress?.(trial, message),
    });
    course.runs[place] = { ...run, events };
    return options.signal.aborted ? undefined : options.judgeTrial(events);
  } finally {
    started();
  }
}
