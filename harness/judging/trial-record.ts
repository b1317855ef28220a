import type { DrillEvent, EventOf, EventType, Phase, PlanFacts, TrialKind } from '../model/event.ts';
import { enough, roundsOf, runsOf, showsSymptom, type JudgedRound } from './rounds.ts';

/** A journal, looked through once for what all rules ask. */
export interface TrialRecord {
  readonly events: readonly DrillEvent[];
  readonly kind: TrialKind;
  readonly facts: PlanFacts;
  readonly attempt: number;
  readonly rounds: readonly JudgedRound[];
  /** Whether a fault was put in. */
  readonly faulted: boolean;
  /** First red round of the run that decided the symptom. */
  readonly symptom?: JudgedRound;
  /** When the last step had ended; for trials that only watch, when watching began. */
  readonly respondedMs?: number;
  all<T extends EventType>(type: T): readonly EventOf<T>[];
  first<T extends EventType>(type: T): EventOf<T> | undefined;
  phase(name: Phase): PhaseSpan | undefined;
}

export interface PhaseSpan {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly held: boolean;
  readonly note: string;
  readonly seq: number;
}

/** Reads a journal whose shape has been checked; undefined when it has no first line. */
export function recordOf(events: readonly DrillEvent[]): TrialRecord | undefined {
  const start = events[0];
  if (start?.type !== 'trial.started') return undefined;
  const all = <T extends EventType>(type: T): readonly EventOf<T>[] => events.filter((event): event is EventOf<T> => event.type === type);
  const phase = (name: Phase): PhaseSpan | undefined => {
    // `respond` and `recovery` come twice in the trial `twice`: the last pass counts.
    const begun = all('phase.started').findLast(event => event.phase === name);
    const ended = all('phase.ended').findLast(event => event.phase === name);
    return begun === undefined || ended === undefined || ended.seq < begun.seq ? undefined : { startedMs: begun.atMs, endedMs: ended.atMs, held: ended.held, note: ended.note ?? '', seq: ended.seq };
  };
  const rounds = roundsOf(events);
  const faulted = all('fault.injected').length > 0;
  const injectedMs = phase('inject')?.startedMs;
  const symptomEndMs = phase('symptom')?.endedMs;
  const red = rounds.filter(round => injectedMs !== undefined && symptomEndMs !== undefined && round.endedMs > injectedMs && round.endedMs <= symptomEndMs + 1);
  const symptom = runsOf(red, round => showsSymptom(round, start.facts.symptomProbes)).find(run => run.length >= enough)?.[0];
  const responded = start.trial === 'without-runbook' ? phase('recovery')?.startedMs : phase('respond')?.endedMs;
  return {
    events, kind: start.trial, facts: start.facts, attempt: start.attempt, rounds, faulted, all, phase, first: type => all(type)[0],
    ...(symptom === undefined ? {} : { symptom }), ...(responded === undefined ? {} : { respondedMs: responded }),
  };
}
