import { enough } from '../model/in-a-row.ts';
import type { Location } from '../model/location.ts';
import { breachesOf } from './breaches.ts';
import { silentAfterwards } from './completeness.ts';
import { kindsOver, ledgerOf, lossWords } from './ledger.ts';
import type { LossKind } from './ledger.ts';
import { recoveryOf } from './recovery.ts';
import type { TrialRecord } from './trial-record.ts';

/** Something bad that came about while a procedure was followed, and may be its deed. */
export interface Suspicion {
  /** `outage`: what the fault had left up is down at the end. `unseen`: nobody can tell whether something bad came about. */
  readonly what: 'breach' | 'outage' | 'unseen' | LossKind;
  /** Name of the probe, where it is one's. */
  readonly probe?: string;
  /** How many writes, where it is theirs. */
  readonly count: number;
  readonly detail: string;
  readonly at?: Location;
}

/** What the fault has to be asked about. What had come about before the first step is its own deed. */
export function suspicionsOf(record: TrialRecord, acted: boolean): readonly Suspicion[] {
  const breaches = breachesOf(record)
    .filter(({ byStep }) => byStep)
    .map(({ probe, detail, at }): Suspicion => ({ what: 'breach', probe, count: 1, detail, ...(at === undefined ? {} : { at }) }));
  return [...breaches, ...losses(record, acted), ...outages(record), ...(acted ? unseen(record) : [])];
}

/** Whether service came back, if only for a while. */
export function cameUp(record: TrialRecord): boolean {
  return recoveryOf(record).run !== undefined;
}

/** Whether it came back and stayed. */
export function isBack(record: TrialRecord): boolean {
  return cameUp(record) && recoveryOf(record).relapse === undefined && record.phase('hold')?.held === true;
}

/** While service is away, what is missing may only be late. */
export function mayBeLate(kind: Suspicion['what'], record: TrialRecord): boolean {
  return (kind === 'lost' || kind === 'neverExecuted') && !isBack(record);
}

/** Names of the probes of the steady state that were green from the symptom to the first step and red in the last rounds. */
export function wentDown(record: TrialRecord): readonly string[] {
  const first = record.first('step.started');
  const { symptom } = record;
  if (first === undefined || symptom === undefined || isBack(record)) return [];
  const before = record.rounds.filter(({ seq }) => seq >= symptom.seq && seq < first.seq);
  const last = record.rounds.filter(({ phase }) => phase === 'recovery' || phase === 'hold').slice(-enough);
  const names = symptom.probes.filter(({ of }) => of === 'steady').map(({ name }) => name);
  if (before.length < enough || last.length < enough) return [];
  return names.filter(
    name => before.every(({ probes }) => isGreen(probes, name) === true) && last.every(({ probes }) => isGreen(probes, name) === false),
  );
}

/** What a probe of the steady state said in a round; undefined where it was not asked. */
export function isGreen(probes: TrialRecord['rounds'][number]['probes'], name: string): boolean | undefined {
  return probes.find(probe => probe.of === 'steady' && probe.name === name)?.held;
}

function outages(record: TrialRecord): readonly Suspicion[] {
  return wentDown(record).map(probe => ({
    what: 'outage',
    probe,
    count: 1,
    detail: `"${probe}" was green before the first step and is red at the end`,
  }));
}

/** Where nothing acted and service is away, missing writes are late, and nobody's deed. */
function losses(record: TrialRecord, acted: boolean): readonly Suspicion[] {
  const ledger = ledgerOf(record);
  if (ledger === undefined) return [];
  return kindsOver(ledger, record.facts.rpo)
    .filter(kind => acted || !mayBeLate(kind, record))
    .map(kind => ({
      what: kind,
      count: ledger[kind] ?? 0,
      detail: `${ledger[kind] ?? 0} of ${ledger.acknowledged} acknowledged writes ${lossWords[kind]}`,
    }));
}

/** Where service is back, whoever judges asks for all of this anyway. */
function unseen(record: TrialRecord): readonly Suspicion[] {
  if (isBack(record)) return [];
  const unread = record.first('ledger.unread');
  const writes: readonly Suspicion[] =
    unread === undefined
      ? []
      : [{ what: 'unseen', count: 1, detail: `the acknowledged writes could not be read afterwards (${unread.message})` }];
  return [
    ...writes,
    ...silentAfterwards(record).map(({ name, message }): Suspicion => ({
      what: 'unseen',
      probe: name,
      count: 1,
      detail: `"${name}" could not be asked afterwards (${message})`,
    })),
  ];
}
