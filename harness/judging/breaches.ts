import type { Location } from '../model/location.ts';
import { passesOf, type TrialRecord } from './trial-record.ts';

/** What must never be, when it was seen for the first time. */
export interface Breach {
  /** Name of the probe. */
  readonly probe: string;
  /** Entry of the round that saw it. */
  readonly seq: number;
  /** In words, with the steps that may have done it. */
  readonly detail: string;
  /** Whether a step had begun by then. */
  readonly byStep: boolean;
  /** Place of the first step that may have done it. */
  readonly at?: Location;
}

/** The first breach of each probe since the fault was put in (else since the procedure began), in the order in which they were seen. */
export function breachesOf(record: TrialRecord): readonly Breach[] {
  const since = (record.faulted ? record.phase('inject') : passesOf(record)[0]?.respond)?.startedSeq ?? 0;
  const seen = new Set<string>();
  return record.rounds
    .filter(({ seq }) => seq > since)
    .flatMap(({ seq, probes }) =>
      probes
        .filter(({ of, held, name }) => of === 'never' && !held && !seen.has(name))
        .map(({ name, message }): Breach => {
          seen.add(name);
          return { probe: name, seq, ...byWhom(record, name, seq, message) };
        }),
    );
}

/** It came about between the round in which it last held and this one: any step of that time may have done it. */
function byWhom(record: TrialRecord, name: string, seq: number, message: string): Pick<Breach, 'detail' | 'byStep' | 'at'> {
  const held = record.rounds.findLast(one => one.seq < seq && one.probes.some(probe => probe.name === name && probe.held));
  const started = record.all('step.started').filter(one => one.seq < seq);
  const last = started.at(-1);
  const first = started.find(({ step, attempt }) => endOf(record, step, attempt) > (held?.startedMs ?? 0)) ?? last;
  const at = record.facts.steps.find(({ id }) => id === first?.step)?.location;
  return {
    detail: `"${name}" was breached ${when(first?.step, last?.step)}: ${message}`,
    byStep: first !== undefined,
    ...(at === undefined ? {} : { at }),
  };
}

function endOf(record: TrialRecord, step: string, attempt: number): number {
  return record.all('step.ended').find(ended => ended.step === step && ended.attempt === attempt)?.atMs ?? Number.POSITIVE_INFINITY;
}

function when(first: string | undefined, last: string | undefined): string {
  if (first === undefined) return 'before the first step';
  return last === undefined || last === first ? `at or after step ${first}` : `between step ${first} and step ${last}`;
}
