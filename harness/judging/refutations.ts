import { enough } from '../model/in-a-row.ts';
import type { Finding } from '../model/verdict.ts';
import { breachesOf } from './breaches.ts';
import type { Judged } from './judged.ts';
import { exceeds, ledgerOf } from './ledger.ts';
import { allowedInterruptionMs, interruptionOf, type Recovery } from './recovery.ts';
import { stepFailures } from './steps.ts';
import { stepLeftBehind } from '../model/trial-kind.ts';
import { passesOf, type TrialRecord } from './trial-record.ts';
import { withStep } from './voids.ts';

type Rule = (record: TrialRecord, recovery: Recovery) => Judged | undefined;

/** What refutes a trial in which the procedure was followed, in order. */
export const refutingRules: readonly Rule[] = [
  (record, { run }) =>
    run === undefined
      ? {
          reason: record.kind === 'twice' && passesOf(record).length < 2 ? 'not-restored' : failureOf(record),
          detail: record.phase('recovery')?.note || 'service did not come back three rounds in a row within the budget',
        }
      : undefined,
  ({ facts, rehearsal }, { interval }) =>
    facts.rtoMs !== undefined && interval !== undefined && interval.lower > facts.rtoMs
      ? {
          reason: 'restored-late',
          detail: `after at least ${seconds(interval.lower)}${rehearsal === undefined ? '' : ' with the reader'}, the target is ${seconds(facts.rtoMs)}`,
        }
      : undefined,
  (record, { relapse }) =>
    relapse !== undefined || (record.phase('hold') !== undefined && record.phase('hold')?.held === false)
      ? {
          reason: isOnce(record) ? 'relapsed' : failureOf(record),
          detail: record.phase('hold')?.note || 'three rounds in a row were red after service had come back',
        }
      : undefined,
  record => {
    const ledger = ledgerOf(record);
    const over = ledger === undefined ? undefined : exceeds(ledger, record.facts);
    return over === undefined ? undefined : { reason: 'data-lost', detail: over };
  },
  record => {
    if (!isOnce(record)) return undefined;
    const failure = stepFailures(record).find(({ decides }) => decides);
    return failure === undefined
      ? undefined
      : withStep(record, failure.step.id, { reason: 'step-failed', detail: `step ${failure.step.id}: ${failure.ended.message}` });
  },
  harmful,
  record => {
    const must = causesThatMustBeGone(record);
    const left = record.all('fault.effect').find(({ fault, when, held }) => when === 'residual' && held && must(fault));
    return left === undefined ? undefined : { reason: 'cause-remains', detail: `${left.fault}: ${left.proof}` };
  },
];

/** All of them where the scenario says so; else those of faults that take data away. */
export function causesThatMustBeGone({ facts }: TrialRecord): (fault: string) => boolean {
  const own = new Set(facts.faults.filter(({ mustBeGone }) => mustBeGone === true).map(({ name }) => name));
  return fault => facts.cause === 'must-be-gone' || own.has(fault);
}

/** Followed once against the fault, as it stands: here, or at another place. */
function isOnce({ kind }: TrialRecord): boolean {
  return kind === 'as-written' || kind === 'elsewhere';
}

function failureOf({ kind }: TrialRecord): Judged['reason'] {
  if (kind === 'without-fault') return 'harmful';
  return kind === 'twice' || kind === 'concurrent' || stepLeftBehind(kind) !== undefined ? 'not-repeatable' : 'not-restored';
}

/** Harm that a procedure did beside what it is refuted for: a reader who mends the one must know of the other. */
export function harmBeside(record: TrialRecord, reason: Judged['reason']): readonly Finding[] {
  const [seen] = reason === 'harmful' ? [] : breachesOf(record);
  return seen?.byStep === true
    ? [{ rule: 'also-harmful', message: seen.detail, evidence: [seen.seq], ...(seen.at === undefined ? {} : { location: seen.at }) }]
    : [];
}

/** What must never be was seen: once is enough. A breach by the fault alone is no excuse, as with lost data, but it is told as such. */
function harmful(record: TrialRecord): Judged | undefined {
  const [breach] = breachesOf(record);
  if (breach !== undefined) return { reason: 'harmful', detail: breach.detail, ...(breach.at === undefined ? {} : { at: breach.at }) };
  const allowedMs = allowedInterruptionMs(record);
  const seen = interruptionOf(record);
  if (seen === undefined || allowedMs === undefined || !(seen.lower > allowedMs || (allowedMs === 0 && seen.rounds >= enough)))
    return undefined;
  return {
    reason: 'harmful',
    detail: `service was interrupted for at least ${seconds(seen.lower)}, ${allowedMs === 0 ? 'no interruption' : seconds(allowedMs)} is allowed`,
  };
}

/** In doubt: a limit lies inside the interval of what was measured. */
export function tooClose(record: TrialRecord, { interval }: Recovery): Judged | undefined {
  const { rtoMs } = record.facts;
  if (rtoMs !== undefined && interval !== undefined && interval.upper > rtoMs)
    return {
      reason: 'too-close',
      detail: `between ${seconds(interval.lower)} and ${seconds(interval.upper)}, the target is ${seconds(rtoMs)}`,
    };
  const allowedMs = allowedInterruptionMs(record);
  const seen = interruptionOf(record);
  if (allowedMs === undefined || seen === undefined || seen.upper <= allowedMs) return undefined;
  return {
    reason: 'too-close',
    detail: `service may have been interrupted for up to ${seconds(seen.upper)}, ${allowedMs === 0 ? 'no interruption' : seconds(allowedMs)} is allowed`,
  };
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
