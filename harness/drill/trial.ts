import type { Engine } from '../engines/engine.ts';
import type { DrillEvent, EventBody, Phase } from '../model/event.ts';
import type { TrialKind } from '../model/trial-kind.ts';
import type { TrialRun } from '../model/run.ts';
import type { Plan } from '../planning/plan.ts';
import { monotonic } from '../support/clock.ts';
import type { Clock } from '../support/clock.ts';
import { messageOf } from '../support/harness-error.ts';
import { UndoStack } from '../support/undo-stack.ts';
import type { Gate } from './gate.ts';
import { watchHoldUps } from './hold-ups.ts';
import type { HoldUps } from './hold-ups.ts';
import { openJournal } from '../evidence/journal.ts';
import type { Journal } from '../evidence/journal.ts';
import { redaction } from '../evidence/redaction.ts';
import type { Redaction } from '../evidence/redaction.ts';

export interface TrialOptions {
  readonly trial: TrialKind;
  /** From 1. @default 1 */
  readonly attempt?: number;
  /** Why it is repeated. */
  readonly because?: NonNullable<TrialRun['because']>;
  readonly engine: Engine;
  /** The evidence folder. */
  readonly evidence: string;
  /** Path of the journal, relative to it; must not exist. The undo record stands beside it while a fault is in. */
  readonly journal: string;
  /** Digest of the run's header, see `openJournal`. */
  readonly genesis: string;
  /** Version of drillbook. */
  readonly drillbook: string;
  readonly signal: AbortSignal;
  /** Pause before each step but the first, as people need one. @default 0 */
  readonly paceMs?: number;
  /** `without-runbook` watches longer than this; it goes on watching until the promise is resolved. */
  readonly watchAtLeastMs?: Promise<number>;
  /** Told once how long the trial lasted from symptom to the end of hold; 0 when it did not get there. */
  readonly onWatched?: (ms: number) => void;
  readonly onEvent?: (event: DrillEvent) => void;
  readonly onProgress?: (message: string) => void;
  readonly clock?: Clock;
  /** A person who decides at each step. Absent: the procedure is followed as written, at machine pace. */
  readonly gate?: Gate;
}

/** Why there is no point in going on: the journal already says it. */
export class TrialOver extends Error {
  override readonly name = 'TrialOver';
}

/** What all phases of one trial share. */
export interface Trial {
  readonly plan: Plan;
  readonly options: TrialOptions;
  readonly journal: Journal;
  readonly redaction: Redaction;
  readonly undo: UndoStack;
  /** Delays of ours and on the way to the stack since the phase began. */
  readonly holdUps: Pick<HoldUps, 'peek' | 'take'>;
  /** From now on these delays count, too. */
  watch(what: string, holdUps: HoldUps): void;
  /** Aborted when the trial must end now: interrupted, stack lost, a probe that could not be asked. */
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Milliseconds since the trial began. */
  now(): number;
  record(body: EventBody): void;
  /** Runs a phase: records its start, its end, and whether we were held up in it. */
  during<T extends PhaseResult>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /** @throws {TrialOver} when something made the trial void. */
  endIfVoid(): void;
}

export interface PhaseResult {
  readonly held: boolean;
  readonly note?: string;
}

/** What makes a trial void whatever follows. */
const voiding: ReadonlySet<DrillEvent['type']> = new Set([
  'interrupted',
  'harness.failed',
  'unsupported',
  'slow',
  'deviated',
  'incomplete',
  'not-clear-to-act',
]);
/** With a person at the gate these do not end it: no verdict can come of it any more, but somebody learns. */
const learnedFrom: ReadonlySet<DrillEvent['type']> = new Set(['unsupported', 'slow', 'deviated', 'incomplete']);
/** In these nothing is decided by time or by rounds, so that being held up falsifies nothing. */
const untimed: ReadonlySet<Phase> = new Set(['provision', 'prepare', 'inject', 'effect', 'residual', 'destroy']);
/** One pause between rounds: less hides none, and is inside the intervals that rounds give. */
const harmlessMs = 500;

export function openTrial(plan: Plan, options: TrialOptions): Trial {
  const hidden = redaction(plan.secrets);
  const journal = openJournal({
    evidence: options.evidence,
    file: options.journal,
    redaction: hidden,
    genesis: options.genesis,
    clock: options.clock ?? monotonic,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
  });
  const ended = new AbortController();
  const watched: { readonly what: string; readonly holdUps: HoldUps }[] = [];
  const undo = new UndoStack();
  undo.push('watching for delays', () => watched.forEach(({ holdUps }) => holdUps.stop()));
  let isVoid = false;
  const trial: Trial = {
    plan,
    options,
    journal,
    redaction: hidden,
    undo,
    holdUps: {
      peek: () => Math.max(...watched.map(({ holdUps }) => holdUps.peek())),
      take: () => Math.max(...watched.map(({ holdUps }) => holdUps.take())),
    },
    watch: (what, holdUps) => void watched.push({ what, holdUps }),
    signal: AbortSignal.any([options.signal, ended.signal]),
    abort: reason => ended.abort(reason),
    now: () => journal.now(),
    record(body) {
      if (voiding.has(body.type) && !(options.gate !== undefined && learnedFrom.has(body.type))) isVoid = true;
      journal.record(body);
    },
    endIfVoid() {
      trial.signal.throwIfAborted();
      if (isVoid) throw new TrialOver('void');
    },
    async during(phase, work) {
      journal.enter(phase);
      trial.record({ type: 'phase.started' });
      trial.holdUps.take();
      const startedMs = journal.now();
      try {
        const result = await work();
        noteHoldUps(phase, Math.round(journal.now() - startedMs));
        trial.record({ type: 'phase.ended', held: result.held, ...(result.note === undefined ? {} : { note: result.note }) });
        return result;
      } catch (thrown) {
        const reason: unknown = trial.signal.aborted ? trial.signal.reason : thrown;
        trial.record({ type: 'phase.ended', held: false, ...(thrown instanceof TrialOver ? {} : { note: messageOf(reason) }) });
        throw thrown;
      }
    },
  };
  const noteHoldUps = (phase: Phase, ofMs: number): void => {
    const worst = watched
      .map(({ what, holdUps }) => ({ what, heldUpMs: holdUps.take() }))
      .reduce((one, other) => (other.heldUpMs > one.heldUpMs ? other : one));
    if (!untimed.has(phase) && worst.heldUpMs > harmlessMs && worst.heldUpMs > ofMs / 10) trial.record({ type: 'slow', ...worst, ofMs });
  };
  trial.watch('the harness was not given the processor', watchHoldUps());
  return trial;
}
