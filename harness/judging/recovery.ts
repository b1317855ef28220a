import type { Interval } from '../model/verdict.ts';
import { enough, runsOf, type JudgedRound } from './rounds.ts';
import type { TrialRecord } from './trial-record.ts';

export interface Recovery {
  /** The green run by which service counts as back; undefined when there is none in time. */
  readonly run?: readonly JudgedRound[];
  /** Three red rounds in a row after it was back. */
  readonly relapse?: readonly JudgedRound[];
  /** Recovery time; undefined when service did not come back or there was no symptom. */
  readonly interval?: Interval;
}

/**
 * Whether and when service came back after the last step: three green rounds in a row, the last begun
 * after the last step had ended, the first within the budget. Recovery time runs from the first red
 * round of the symptom to the first green round of the final green run.
 */
export function recoveryOf(record: TrialRecord): Recovery {
  const { rounds, respondedMs, facts, symptom } = record;
  const held = record.phase('recovery')?.held === true;
  if (respondedMs === undefined || !held) return {};
  const firstStepMs = record.first('step.started')?.atMs ?? respondedMs;
  const after = rounds.filter(round => ['respond', 'recovery', 'hold'].includes(round.phase) && round.endedMs > Math.min(firstStepMs, respondedMs));
  const run = runsOf(after, round => round.restored).find(candidate => {
    const counted = candidate.filter(round => round.startedMs >= respondedMs);
    return candidate.length >= enough && counted.length > 0 && (candidate[0]?.startedMs ?? 0) <= respondedMs + facts.budget.recoveryMs;
  });
  if (run === undefined) return {};
  const later = after.filter(round => round.startedMs >= (run.at(-1)?.startedMs ?? 0));
  const relapse = runsOf(later, round => !round.restored).find(candidate => candidate.length >= enough);
  const final = runsOf(after, round => round.restored).at(-1);
  const green = final?.at(-1) === after.at(-1) ? final?.[0] : run[0];
  const interval = symptom === undefined || green === undefined ? undefined : { lower: Math.max(0, green.startedMs - symptom.endedMs), upper: green.endedMs - symptom.startedMs };
  return { run, ...(relapse === undefined ? {} : { relapse }), ...(interval === undefined ? {} : { interval }) };
}

/** The longest time without the steady state between the first step and the end, as an interval; undefined when it held throughout. */
export function interruptionOf(record: TrialRecord): Interval | undefined {
  const fromMs = record.phase('respond')?.startedMs ?? 0;
  const rounds = record.rounds.filter(round => round.endedMs >= fromMs && ['respond', 'recovery', 'hold'].includes(round.phase));
  const longest = runsOf(rounds, round => !round.steady).filter(run => run.length >= enough).map(run => ({ first: run[0], last: run.at(-1) }));
  let worst: Interval | undefined;
  for (const { first, last } of longest) {
    if (first === undefined || last === undefined) continue;
    const before = rounds[rounds.indexOf(first) - 1];
    const next = rounds[rounds.indexOf(last) + 1];
    const interval = { lower: Math.max(0, last.startedMs - first.endedMs), upper: (next?.endedMs ?? last.endedMs) - (before?.startedMs ?? first.startedMs) };
    if (worst === undefined || interval.upper > worst.upper) worst = interval;
  }
  return worst;
}

/** How long hold must last: 5 s, what the plan says, 1.5 × the time from inject to symptom. */
export function neededHoldMs(record: TrialRecord): number {
  const injectedMs = record.phase('inject')?.startedMs;
  const toSymptomMs = injectedMs === undefined || record.symptom === undefined ? 0 : record.symptom.endedMs - injectedMs;
  return Math.max(5000, record.facts.holdMs, 1.5 * toSymptomMs);
}
