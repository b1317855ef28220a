import type { Rehearsal } from '../model/gate.ts';
import { enough, lastInARow } from '../model/in-a-row.ts';
import type { DrillEvent, EventOf, EventType, Phase, PlanFacts } from '../model/event.ts';
import type { TrialKind } from '../model/trial-kind.ts';
import { roundsOf, showsSymptom, type JudgedRound } from './rounds.ts';

/** A journal, looked through once for what all rules ask. */
export interface TrialRecord {
  readonly events: readonly DrillEvent[];
  readonly kind: TrialKind;
  readonly facts: PlanFacts;
  readonly attempt: number;
  readonly rounds: readonly JudgedRound[];
  /** Phases as they stand in the journal, also such as never ended. */
  readonly phases: readonly PhaseSpan[];
  /** Whether a fault was put in. */
  readonly faulted: boolean;
  /** First red round of the run that decided the symptom. */
  readonly symptom?: JudgedRound;
  /** With a person at the gate: all times are with the reader. */
  readonly rehearsal?: Rehearsal;
  /** When the last step had ended; for trials that only watch, when watching began. */
  readonly respondedMs?: number;
  all<T extends EventType>(type: T): readonly EventOf<T>[];
  first<T extends EventType>(type: T): EventOf<T> | undefined;
  /** The phase, when it ended. `respond` and `recovery` come twice in the trial `twice`: the last pass counts. */
  phase(name: Phase): PhaseSpan | undefined;
}

export interface PhaseSpan {
  readonly name: Phase;
  readonly startedMs: number;
  readonly startedSeq: number;
  readonly endedMs: number;
  readonly ended: boolean;
  readonly held: boolean;
  readonly note: string;
  /** Entry of its end. */
  readonly seq: number;
}

/** Reads a journal; undefined when it has no first line. */
export function recordOf(events: readonly DrillEvent[]): TrialRecord | undefined {
  const start = events[0];
  if (start?.type !== 'trial.started') return undefined;
  const all = <T extends EventType>(type: T): readonly EventOf<T>[] => events.filter((event): event is EventOf<T> => event.type === type);
  const phases = phasesOf(events);
  const phase = (name: Phase): PhaseSpan | undefined => {
    const last = phases.findLast(span => span.name === name);
    return last?.ended === true ? last : undefined;
  };
  const rounds = roundsOf(events);
  const injectedMs = phase('inject')?.startedMs;
  const symptomEnd = phase('symptom')?.seq;
  const before = rounds.filter(({ seq }) => symptomEnd !== undefined && seq < symptomEnd);
  // The run that was there when the symptom was decided: one that had ended before is no longer the symptom.
  const run =
    injectedMs === undefined
      ? []
      : lastInARow(before, round => round.endedMs > injectedMs && showsSymptom(round, start.facts.symptomProbes));
  const symptom = run.length >= enough ? run[0] : undefined;
  const responded = start.trial === 'without-runbook' ? phase('recovery')?.startedMs : phase('respond')?.endedMs;
  return {
    events,
    kind: start.trial,
    facts: start.facts,
    attempt: start.attempt,
    rounds,
    phases,
    faulted: all('fault.injected').length > 0,
    all,
    phase,
    first: type => all(type)[0],
    ...(start.rehearsal === undefined ? {} : { rehearsal: start.rehearsal }),
    ...(symptom === undefined ? {} : { symptom }),
    ...(responded === undefined ? {} : { respondedMs: responded }),
  };
}

/** Each pass of `respond`, with the phase that came after it. */
export function passesOf({ phases }: TrialRecord): readonly { readonly respond: PhaseSpan; readonly recovery?: PhaseSpan }[] {
  return phases.flatMap((respond, index) => {
    const next = phases[index + 1];
    return respond.name === 'respond' ? [{ respond, ...(next?.name === 'recovery' ? { recovery: next } : {}) }] : [];
  });
}

function phasesOf(events: readonly DrillEvent[]): readonly PhaseSpan[] {
  const spans: PhaseSpan[] = [];
  for (const event of events) {
    const { seq, atMs, phase: name } = event;
    const open = spans.at(-1);
    if (event.type === 'phase.started')
      spans.push({ name, startedMs: atMs, startedSeq: seq, endedMs: atMs, ended: false, held: false, note: '', seq: events.length });
    else if (event.type === 'phase.ended' && open?.name === name && !open.ended)
      spans[spans.length - 1] = { ...open, endedMs: atMs, ended: true, held: event.held, note: event.note ?? '', seq };
  }
  return spans;
}
