import type { DrillEvent } from '../model/event.ts';
import { recordOf } from './trial-record.ts';

/**
 * Names of the probes of the steady state that were red when the symptom was decided; undefined where it was never decided. The round that
 * decides tells: the first ones may have begun before the fault had its whole effect, and be red for a write alone.
 */
export function redProbes(events: readonly DrillEvent[]): readonly string[] | undefined {
  const record = recordOf(events);
  const decidedSeq = record?.phase('symptom')?.seq;
  if (record?.symptom === undefined || decidedSeq === undefined) return undefined;
  const { probes = [] } = record.rounds.findLast(({ seq }) => seq < decidedSeq) ?? {};
  return probes.filter(({ of, held }) => of === 'steady' && !held).map(({ name }) => name);
}
