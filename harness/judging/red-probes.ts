import { enough } from '../model/in-a-row.ts';
import type { DrillEvent } from '../model/event.ts';
import { recordOf } from './trial-record.ts';

/** Names of the probes of the steady state that were red in the rounds which decided the symptom; undefined where it was never decided. */
export function redProbes(events: readonly DrillEvent[]): readonly string[] | undefined {
  const record = recordOf(events);
  const symptom = record?.symptom;
  if (record === undefined || symptom === undefined) return undefined;
  const rounds = record.rounds.filter(({ seq }) => seq >= symptom.seq).slice(0, enough);
  const names = new Set(rounds.flatMap(({ probes }) => probes.filter(({ of }) => of === 'steady').map(({ name }) => name)));
  return [...names].filter(name => rounds.every(({ probes }) => probes.some(probe => probe.name === name && !probe.held)));
}
