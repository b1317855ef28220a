import type { DrillEvent } from '../../model/event.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import { cleanLine } from '../../reports/clean-text.ts';

/** What the trial has come to while its stack still stands; the control and the end of the stack decide with it. */
export function soFar(events: readonly DrillEvent[]): string {
  const last = events.at(-1);
  const base = { atMs: last?.atMs ?? 0, phase: 'destroy' } as const;
  const seq = events.length;
  const { outcome, reason, sentence } = judgeTrial([
    ...events,
    { ...base, seq, type: 'phase.started' },
    { ...base, seq: seq + 1, type: 'phase.ended', held: true },
    { ...base, seq: seq + 2, type: 'trial.ended' },
  ]);
  return ` So far: the procedure ${cleanLine(sentence)} (${outcome === 'verified' ? 'clean; the control is still to come' : `${outcome}: ${reason}`})\n`;
}
