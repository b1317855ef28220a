import type { Phase } from '../model/event.ts';
import type { Judged } from './judged.ts';
import type { TrialRecord } from './trial-record.ts';

/** In these nothing is sampled or timed, so that being held up falsifies nothing. */
const untimed: ReadonlySet<Phase> = new Set(['provision', 'prepare', 'residual', 'destroy']);
/** The usual pause between rounds: less hides no round, and what it does to times is inside their intervals, however short the phase. */
const harmlessMs = 500;
/** A timer that fires this much late is no hold-up. */
const tolerableMs = 50;

/**
 * Runner or sampler were held up for more than a tenth of a phase: what was measured then is not true enough. Late rounds are
 * found from the rounds themselves, for a journal may not tell of what it did not notice.
 */
export function tooSlow(record: TrialRecord): Judged | undefined {
  const slow = record.all('slow').find(({ phase, heldUpMs, ofMs }) => matters(phase, heldUpMs, ofMs));
  if (slow !== undefined) return { reason: 'too-slow', detail: `${slow.what} for ${slow.heldUpMs} ms of ${slow.ofMs} ms in ${slow.phase}` };
  for (const { name, startedSeq, seq, startedMs, endedMs, ended } of record.phases) {
    if (!ended) continue;
    const within = (event: { readonly seq: number }): boolean => event.seq > startedSeq && event.seq < seq;
    const told = record
      .all('round.late')
      .filter(within)
      .reduce((sum, { byMs }) => sum + byMs, 0);
    const heldUpMs = Math.round(Math.max(told, lateMs(record, within)));
    if (matters(name, heldUpMs, endedMs - startedMs))
      return { reason: 'too-slow', detail: `rounds were held up for ${heldUpMs} ms of ${Math.round(endedMs - startedMs)} ms in ${name}` };
  }
  return undefined;
}

function lateMs({ rounds, facts }: TrialRecord, within: (round: { readonly seq: number }) => boolean): number {
  return rounds.reduce((sum, round, index) => {
    const before = rounds[index - 1];
    if (before === undefined || !within(round)) return sum;
    const byMs = round.startedMs - Math.max(before.startedMs + facts.probeEveryMs, before.endedMs);
    return byMs > tolerableMs ? sum + byMs : sum;
  }, 0);
}

/** Written so that what is no number matters. */
function matters(phase: Phase, heldUpMs: number, ofMs: number): boolean {
  return !untimed.has(phase) && !(heldUpMs <= harmlessMs) && !(heldUpMs <= ofMs / 10);
}
