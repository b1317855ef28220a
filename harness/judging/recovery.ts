import { enough, lastInARow } from '../model/in-a-row.ts';
import { stepLeftOut } from '../model/trial-kind.ts';
import type { Interval } from '../model/verdict.ts';
import { runsOf, type JudgedRound } from './rounds.ts';
import { passesOf, type TrialRecord } from './trial-record.ts';

export interface Recovery {
  /** The green run by which service counts as back; undefined when there is none in time. */
  readonly run?: readonly JudgedRound[];
  /** Three red rounds in a row after it was back. */
  readonly relapse?: readonly JudgedRound[];
  /** Recovery time; undefined when service did not come back or there was no symptom. */
  readonly interval?: Interval;
}

/** Whether and when service came back after the last step (in `twice`: of the last pass). */
export function recoveryOf(record: TrialRecord): Recovery {
  const pass = passesOf(record).at(-1);
  const run = pass === undefined ? [] : restoredRun(record, pass);
  if (run.length === 0) return {};
  const relapse = runsOf(
    record.rounds.filter(({ phase }) => phase === 'hold'),
    round => !round.restored,
  ).find(candidate => candidate.length >= enough);
  const interval = relapse === undefined ? intervalOf(record) : undefined;
  return { run, ...(relapse === undefined ? {} : { relapse }), ...(interval === undefined ? {} : { interval }) };
}

/**
 * The green rounds that decided that service was back after a pass: three in a row when the wait for it ended, the last of them begun after the
 * last step had ended, for what was green before a step's last deed says nothing about it; the first within the budget. Else empty.
 */
export function restoredRun(record: TrialRecord, pass: ReturnType<typeof passesOf>[number]): readonly JudgedRound[] {
  const { rounds, facts } = record;
  const { recovery } = pass;
  const endedMs = stepsEndedMs(record, pass);
  if (recovery?.ended !== true || !recovery.held) return [];
  const run = lastInARow(
    rounds.filter(({ seq }) => seq < recovery.seq),
    round => round.restored,
  );
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined || run.length < enough || last.startedMs < endedMs) return [];
  // Where a step was left out, it is asked whether service comes back at all.
  const untimed = stepLeftOut(record.kind) !== undefined;
  return untimed || first.startedMs <= endedMs + facts.budget.recoveryMs + facts.probeEveryMs ? run : [];
}

/** When the last step had ended, from when on service must come back: what a person thought about afterwards is no part of that time. */
export function stepsEndedMs(record: TrialRecord, { respond }: ReturnType<typeof passesOf>[number]): number {
  if (record.rehearsal === undefined) return respond.endedMs;
  const within = record.events.filter(({ seq }) => seq > respond.startedSeq && seq < respond.seq);
  return within.findLast(({ type }) => type === 'step.ended' || type === 'step.skipped')?.atMs ?? respond.endedMs;
}

/**
 * From the first red round of the symptom to the first green round of the final green run. Each end lies between two rounds, the
 * last of one colour and the first of the other: what a user saw who asked all the while is inside the interval.
 */
function intervalOf(record: TrialRecord): Interval | undefined {
  const { symptom, kind } = record;
  const inject = record.phase('inject');
  const first = passesOf(record)[0]?.recovery;
  if (symptom === undefined || inject === undefined || first === undefined) return undefined;
  const until = kind === 'twice' ? first.seq : (record.phase('hold')?.seq ?? first.seq);
  const rounds = record.rounds.filter(({ seq }) => seq < until);
  const [green] = lastInARow(rounds, round => round.restored);
  if (green === undefined || green.seq <= symptom.seq) return undefined;
  const lastRed = rounds[rounds.indexOf(green) - 1] ?? symptom;
  const lastGreen = rounds[rounds.indexOf(symptom) - 1];
  return {
    lower: Math.max(0, lastRed.startedMs - symptom.endedMs),
    upper: green.endedMs - Math.max(lastGreen?.startedMs ?? 0, inject.startedMs),
  };
}

export interface Interruption extends Interval {
  readonly rounds: number;
}

/**
 * The longest time without service since a procedure began on a healthy system; undefined when there was none, or when it did not
 * begin on one. Fewer than three red rounds in a row show none for certain: the lower end is then 0.
 */
export function interruptionOf(record: TrialRecord): Interruption | undefined {
  const pass = record.faulted ? (record.kind === 'twice' ? passesOf(record)[1] : undefined) : passesOf(record)[0];
  if (pass === undefined) return undefined;
  const { rounds } = record;
  const isOut = (round: JudgedRound): boolean =>
    round.seq > pass.respond.startedSeq && !round.steady && !(round.probes.some(({ of }) => of === 'recovered') && round.restored);
  let worst: Interruption | undefined;
  for (const run of runsOf(rounds, isOut)) {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) continue;
    const before = rounds[rounds.indexOf(first) - 1] ?? first;
    const next = rounds[rounds.indexOf(last) + 1] ?? last;
    const seen = {
      lower: run.length < enough ? 0 : Math.max(0, last.startedMs - first.endedMs),
      upper: next.endedMs - before.startedMs,
      rounds: run.length,
    };
    if (worst === undefined || seen.lower > worst.lower || (seen.lower === worst.lower && seen.upper > worst.upper)) worst = seen;
  }
  return worst;
}

/** The longest interruption that is allowed; undefined for any. A planned procedure must keep service up unless its scenario allows more; on a healthy system only `none` limits it. */
export function allowedInterruptionMs({ facts }: TrialRecord): number | undefined {
  if (facts.planned) return facts.interruptionMs ?? 0;
  return facts.interruptionMs === 0 ? 0 : undefined;
}

/** How long hold must last: 5 s, what the plan says, 1.5 × the time from inject to symptom. */
export function neededHoldMs(record: TrialRecord): number {
  const injectedMs = record.phase('inject')?.startedMs;
  const toSymptomMs = injectedMs === undefined || record.symptom === undefined ? 0 : record.symptom.endedMs - injectedMs;
  return Math.max(5000, record.facts.holdMs, 1.5 * toSymptomMs);
}
