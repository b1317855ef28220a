import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeResult } from '../model/event.ts';
import type { PlannedProbe } from '../planning/plan.ts';
import type { Journal } from '../evidence/journal.ts';
import { isGreen } from './round.ts';
import type { Round } from './round.ts';

/** A timer that fires this much after its time was held up by us or by the machine. */
const tolerableMs = 50;

/** Asks all probes in rounds, from baseline to the end of hold, also while steps run. */
export interface Sampler {
  /** Every round so far, in order. */
  readonly rounds: readonly Round[];
  /** Milliseconds by which rounds were held up so far. */
  readonly heldUpMs: number;
  /**
   * Waits until the condition holds. It is asked at once and after each round; `deadlineMs` (on the trial's clock) is handed
   * to it as `over`, so that a run of rounds that began in time may still be decided. Resolves to what it returned first.
   */
  until<T>(condition: (rounds: readonly Round[], over: boolean) => T | undefined, deadlineMs: number): Promise<T>;
  /** Ends after the round in flight. Rejects when the sampler itself failed. */
  stop(): Promise<void>;
}

export interface SamplerOptions {
  readonly probes: readonly PlannedProbe[];
  readonly everyMs: number;
  /** Whether nothing is broken in this trial, see `Round`. @default false */
  readonly unharmed?: boolean;
  readonly journal: Journal;
  /** Asks one probe; does not throw for what the stack did. */
  readonly ask: (probe: PlannedProbe) => Promise<ProbeResult>;
  /** Writes of the load that failed since it was last called; records what it knows before. */
  readonly takeFailedWrites: () => number;
  /** Called once when a probe could not be asked (a HarnessError) and sampling ended for that. */
  readonly onFailure: (thrown: unknown) => void;
  readonly signal: AbortSignal;
}

export function startSampler({
  probes,
  everyMs,
  unharmed = false,
  journal,
  ask,
  takeFailedWrites,
  onFailure,
  signal,
}: SamplerOptions): Sampler {
  const rounds: Round[] = [];
  const waiting = new Set<() => void>();
  let heldUpMs = 0;
  let stopping = false;
  const stopped = new AbortController();
  const pause = AbortSignal.any([signal, stopped.signal]);

  const sampling = (async () => {
    let dueMs = journal.now();
    while (!stopping) {
      signal.throwIfAborted();
      const startedMs = journal.now();
      const byMs = Math.round(startedMs - dueMs);
      if (byMs > tolerableMs) {
        heldUpMs += byMs;
        journal.record({ type: 'round.late', byMs });
      }
      const results = await Promise.all(probes.map(ask));
      const endedMs = journal.now();
      const failedWrites = takeFailedWrites();
      const sample = {
        startedMs: Math.floor(startedMs),
        endedMs: Math.ceil(endedMs),
        probes: results,
        failedWrites,
        unharmed,
        phase: journal.phase,
      };
      // A round that was cut by the end of the trial says nothing about the stack.
      if (signal.aborted) break;
      const round = { ...sample, green: isGreen(sample) };
      rounds.push(round);
      journal.record({
        type: 'round',
        startedMs: round.startedMs,
        endedMs: round.endedMs,
        green: round.green,
        probes: round.probes,
        failedWrites,
      });
      for (const wake of waiting) wake();
      dueMs = Math.max(startedMs + everyMs, journal.now());
      if (!stopping) await sleep(Math.max(0, dueMs - journal.now()), undefined, { signal: pause }).catch(() => undefined);
    }
  })();
  sampling.catch(onFailure);

  return {
    rounds,
    get heldUpMs() {
      return heldUpMs;
    },
    async until(condition, deadlineMs) {
      for (;;) {
        signal.throwIfAborted();
        const decided = condition(rounds, journal.now() >= deadlineMs);
        if (decided !== undefined) return decided;
        if (stopping) throw new Error('unexpected wait for a round, expected none after the sampler was stopped');
        await new Promise<void>((resolve, reject) => {
          const wake = (): void => {
            waiting.delete(wake);
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          const left = deadlineMs - journal.now();
          const timer = left > 0 && Number.isFinite(left) ? setTimeout(wake, left) : undefined;
          waiting.add(wake);
          signal.addEventListener('abort', wake);
          sampling.then(wake, reject);
        });
      }
    },
    async stop() {
      stopping = true;
      stopped.abort();
      await sampling;
    },
  };
}
