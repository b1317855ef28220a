import type { DrillEvent, EventOf, PlanFacts } from '../model/event.ts';
import { isTrialKind, type TrialKind } from '../model/trial-kind.ts';
import { isGreen } from './colour.ts';

/** Times are rounded down where something starts and up where it ends. */
const roundingMs = 2;

/** What is wrong with a journal's shape; undefined when it is whole. A cut, patched or contradictory journal proves nothing. */
export function brokenJournal(events: readonly DrillEvent[]): string | undefined {
  if (events.length === 0) return 'the journal is empty';
  return (
    numbering(events) ??
    beginning(events) ??
    phases(events) ??
    rounds(of(events, 'round'), of(events, 'trial.started')[0]?.trial ?? 'as-written') ??
    ledger(events) ??
    ending(events)
  );
}

function numbering(events: readonly DrillEvent[]): string | undefined {
  let lastMs = 0;
  for (const [index, event] of events.entries()) {
    if (event?.seq !== index) return `the journal has a gap: entry ${index} is numbered ${event?.seq}`;
    if (!isTime(event.atMs)) return `the journal's entry ${index} has no time`;
    if (event.atMs + 1 < lastMs) return `the journal's entry ${index} is earlier than the one before`;
    lastMs = event.atMs;
  }
  return undefined;
}

function beginning(events: readonly DrillEvent[]): string | undefined {
  const [start, ...more] = of(events, 'trial.started');
  if (start === undefined || events[0] !== start) return "the journal does not begin with the trial's start";
  if (more.length > 0) return 'the journal begins twice';
  if (!isTrialKind(start.trial)) return `the journal is of an unknown kind of trial, ${String(start.trial)}`;
  const wrong = wrongNumber(start.facts);
  return wrong === undefined ? undefined : `the plan's ${wrong} is not a number`;
}

function wrongNumber({ budget, probeEveryMs, holdMs, rtoMs, interruptionMs, rpo }: PlanFacts): string | undefined {
  const numbers = {
    ...budget,
    probeEveryMs,
    holdMs,
    rtoMs: rtoMs ?? 0,
    interruptionMs: interruptionMs ?? 0,
    lost: rpo.lost,
    duplicated: rpo.duplicated,
    resurrected: rpo.resurrected,
  };
  return Object.entries(numbers).find(([, value]) => !isTime(value))?.[0];
}

/** Phases follow each other, and each entry belongs to the one that is open. */
function phases(events: readonly DrillEvent[]): string | undefined {
  let open: DrillEvent['phase'] | undefined;
  for (const { type, phase, seq } of events) {
    if (type === 'phase.started') {
      if (open !== undefined) return `${phase} began at entry ${seq} before ${open} had ended`;
      open = phase;
    } else if (type === 'phase.ended') {
      if (open !== phase) return `${phase} ended at entry ${seq} and had not begun`;
      open = undefined;
    } else if (open !== undefined && phase !== open) return `entry ${seq} is of ${phase} in the middle of ${open}`;
  }
  return undefined;
}

function rounds(all: readonly EventOf<'round'>[], kind: TrialKind): string | undefined {
  let before: EventOf<'round'> | undefined;
  for (const round of all) {
    const { seq, startedMs, endedMs, atMs, failedWrites, probes, green } = round;
    if (!isTime(startedMs) || !isTime(endedMs) || startedMs > endedMs) return `the round at entry ${seq} has no times`;
    if (endedMs > atMs + roundingMs) return `the round at entry ${seq} ended after it was written`;
    if (before !== undefined && startedMs + roundingMs < before.endedMs)
      return `the round at entry ${seq} began before the one before it had ended`;
    if (!Number.isInteger(failedWrites) || failedWrites < 0) return `the round at entry ${seq} does not count its failed writes`;
    if (!probes.some(probe => probe.of !== 'never')) return `the round at entry ${seq} asked no probe`;
    if (before !== undefined && names(round) !== names(before)) return `the round at entry ${seq} asked other probes than the one before`;
    if (green !== isGreen(round, kind)) return `the round at entry ${seq} is called ${green ? 'green' : 'red'}, its probes say otherwise`;
    before = round;
  }
  return undefined;
}

function names({ probes }: EventOf<'round'>): string {
  return JSON.stringify(probes.map(probe => `${probe.of} ${probe.name}`).sort());
}

/** Each id is sent once, and the ledger counts what was recorded. */
function ledger(events: readonly DrillEvent[]): string | undefined {
  const outcomes = new Map<string, string>();
  for (const { id, outcome, atMs } of of(events, 'writes').flatMap(({ results }) => results)) {
    if (outcomes.has(id)) return `the write ${id} was sent twice`;
    if (!isTime(atMs)) return `the write ${id} has no time`;
    outcomes.set(id, outcome);
  }
  const [reading, ...more] = of(events, 'ledger');
  if (reading === undefined) return undefined;
  if (more.length > 0) return 'the ledger was read twice';
  for (const outcome of ['acknowledged', 'indeterminate', 'refused'] as const) {
    const recorded = [...outcomes.values()].filter(one => one === outcome).length;
    if (reading[outcome] !== recorded) return `the ledger counts ${reading[outcome]} ${outcome} writes, the journal ${recorded}`;
  }
  const stranger =
    reading.lost.find(id => outcomes.get(id) !== 'acknowledged') ??
    reading.resurrected.find(id => outcomes.get(id) !== 'refused') ??
    reading.duplicated.find(id => !outcomes.has(id)) ??
    reading.jobs?.neverExecuted.find(id => outcomes.get(id) !== 'acknowledged') ??
    reading.jobs?.executedTwice.find(id => !outcomes.has(id));
  return stranger === undefined ? undefined : `the ledger names ${stranger}, which is no such write of this trial`;
}

function ending(events: readonly DrillEvent[]): string | undefined {
  const ends = of(events, 'trial.ended');
  if (ends.length === 0) return "the journal is cut off before the trial's end";
  return ends.length > 1 || events.at(-1) !== ends[0] ? "the journal goes on after the trial's end" : undefined;
}

function of<T extends DrillEvent['type']>(events: readonly DrillEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event?.type === type);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
