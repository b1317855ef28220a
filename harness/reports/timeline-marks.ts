import { showDuration } from '../support/duration.ts';
import type { ReportTrial } from './report-schema.ts';

export interface TimelineMark {
  readonly kind: 'fault' | 'back' | 'target';
  readonly label: string;
  /** Since the trial began. */
  readonly atMs: number;
}

/** Moments of a trial that a reader looks for: faults, service back for good, and where the target lies. */
export function timelineMarks({ faults, health, recoveryMs }: ReportTrial, rtoMs: number | undefined): readonly TimelineMark[] {
  const injected = faults.map(({ injectedMs }): TimelineMark => ({ kind: 'fault', label: 'fault', atMs: injectedMs }));
  const back = health.findLast(({ green }) => green);
  // Recovery time is an interval; the drawing shows the round that was green again, and the target from the middle of the beginning.
  if (recoveryMs === undefined || back === undefined) return injected;
  const targetMs = rtoMs === undefined ? undefined : back.fromMs - (recoveryMs.lower + recoveryMs.upper) / 2 + rtoMs;
  return [
    ...injected,
    { kind: 'back', label: 'service back', atMs: back.fromMs },
    ...(rtoMs === undefined || targetMs === undefined
      ? []
      : [{ kind: 'target' as const, label: `target ${showDuration(rtoMs)}`, atMs: Math.round(targetMs) }]),
  ];
}
