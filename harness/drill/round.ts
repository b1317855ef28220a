import type { Phase, ProbeResult } from '../model/event.ts';

/** All probes, asked once. Times are milliseconds since the trial began. */
export interface Round {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly probes: readonly ProbeResult[];
  /** Writes of the load that failed since the round before ended. */
  readonly failedWrites: number;
  /** Nothing was broken in this trial: the steady state is as good as what counts as recovered. */
  readonly unharmed?: boolean;
  /** The phase in which it ended. */
  readonly phase: Phase;
  /** As recorded: healthy in the sense of its phase. */
  readonly green: boolean;
}
export type Sample = Omit<Round, 'green'>;

/**
 * Whether a round is green in the sense of its phase.
 * Up to `symptom` the steady state decides (in `baseline` the `never` probes too: a breach before the fault is not the fault's).
 * From `respond` on the `recovered` probes decide where the scenario names some, then failed writes do not (a read-only mode is one);
 * else the steady state. In `recovery` and `hold` the goal of a planned procedure must be reached as well.
 * `never` probes and, in `respond`, goals do not colour a round: they are judged by their own results.
 */
export function isGreen(sample: Sample): boolean {
  switch (sample.phase) {
    case 'respond':
      return isRestored(sample);
    case 'recovery':
    case 'hold':
    case 'residual':
    case 'destroy':
      return isRestored(sample) && allHeld(sample, 'goal');
    case 'baseline':
      return isSteady(sample) && allHeld(sample, 'never');
    default:
      return isSteady(sample);
  }
}

/** The steady state holds: its probes, and every write. */
export function isSteady(sample: Sample): boolean {
  return allHeld(sample, 'steady') && sample.failedWrites === 0;
}

function isRestored(sample: Sample): boolean {
  if (sample.unharmed === true && isSteady(sample)) return true;
  return sample.probes.some(probe => probe.of === 'recovered') ? allHeld(sample, 'recovered') : isSteady(sample);
}

function allHeld(sample: Sample, of: ProbeResult['of']): boolean {
  return sample.probes.every(probe => probe.of !== of || probe.held);
}

/** Whether the symptom shows: all probes that `symptom` names are red or, without names, the steady state does not hold. */
export function showsSymptom(sample: Sample, named: readonly string[]): boolean {
  if (named.length === 0) return !isSteady(sample);
  return named.every(name => sample.probes.some(probe => probe.name === name && probe.of !== 'recovered' && !probe.held));
}
