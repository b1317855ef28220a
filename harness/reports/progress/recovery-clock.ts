import type { EventOf, Phase } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import { stamp } from './stamp.ts';

type Round = Pick<EventOf<'round'>, 'startedMs' | 'endedMs'>;

/** The rounds that recovery time is told from, as far as a trial has come. */
export interface RecoveryClock {
  /** The first red round of the symptom. */
  readonly first?: Round;
  readonly lastRed?: Round;
  /** The first green round since the last red one. */
  readonly green?: Round;
}

const recovering: ReadonlySet<Phase> = new Set(['respond', 'recovery', 'hold']);

/** The clock after one more round. */
export function followRecovery(clock: RecoveryClock, round: EventOf<'round'>): RecoveryClock {
  const { startedMs, endedMs } = round;
  const times = { startedMs, endedMs };
  if (round.phase === 'symptom') return round.green ? {} : { first: clock.first ?? times, lastRed: times };
  if (!recovering.has(round.phase) || clock.first === undefined) return clock;
  if (!round.green) return { first: clock.first, lastRed: times };
  return clock.green === undefined ? { ...clock, green: times } : clock;
}

/**
 * How long service has been away, against the target. It says that the target is missed only when no round to come can change that:
 * the time from the first red round's end to the last one's start is over it.
 */
export function showRecovery({ first, lastRed, green }: RecoveryClock, rtoMs: number | undefined, nowMs: number): string {
  if (first === undefined || lastRed === undefined) return '';
  const awayMs = Math.max(0, (green?.endedMs ?? nowMs) - first.startedMs);
  const words = green === undefined ? `down ${stamp(awayMs)}` : `back after ${stamp(awayMs)}`;
  if (rtoMs === undefined) return words;
  const sureMs = lastRed.startedMs - first.endedMs;
  return sureMs > rtoMs
    ? `${words}, over target by ${showDuration(Math.max(sureMs, green === undefined ? awayMs : 0) - rtoMs)}`
    : `${words} of ${stamp(rtoMs)}`;
}
