import type { LedgerCount } from '../model/verdict.ts';
import type { TrialRecord } from './trial-record.ts';

/** What became of the load's writes; undefined when they were not read. With `rpo.upTo` only what was acknowledged before the mark can be lost. */
export function ledgerOf(record: TrialRecord): LedgerCount | undefined {
  const ledger = record.all('ledger').at(-1);
  if (ledger === undefined) return undefined;
  const { upTo } = record.facts.rpo;
  const markMs = upTo === undefined ? undefined : record.all('marked').find(({ name }) => name === upTo)?.atMs;
  const sentMs = new Map(record.all('writes').flatMap(({ results }) => results.map(({ id, atMs }) => [id, atMs] as const)));
  const counts = (id: string): boolean => markMs === undefined || (sentMs.get(id) ?? 0) <= markMs;
  return {
    acknowledged: ledger.acknowledged,
    indeterminate: ledger.indeterminate,
    refused: ledger.refused,
    lost: ledger.lost.filter(counts).length,
    duplicated: ledger.duplicated.length,
    resurrected: ledger.resurrected.length,
    ...(ledger.jobs === undefined
      ? {}
      : { neverExecuted: ledger.jobs.neverExecuted.filter(counts).length, executedTwice: ledger.jobs.executedTwice.length }),
  };
}

/** More than the scenario tolerates. */
export function exceeds(ledger: LedgerCount, { rpo }: TrialRecord['facts']): string | undefined {
  const over = kindsOver(ledger, rpo);
  return over.length === 0
    ? undefined
    : `${over.map(kind => `${ledger[kind] ?? 0} ${lossWords[kind]}`).join(', ')} of ${ledger.acknowledged} acknowledged writes`;
}

/** Of which kinds of loss there is more than the scenario tolerates. */
export function kindsOver(ledger: LedgerCount, rpo: TrialRecord['facts']['rpo']): readonly LossKind[] {
  return (Object.keys(lossWords) as LossKind[]).filter(kind => (ledger[kind] ?? 0) > (rpo[kind] ?? 0));
}

export type LossKind = keyof typeof lossWords;

/** What became of writes, or of the jobs that they asked for. */
export const lossWords = {
  lost: 'lost',
  duplicated: 'duplicated',
  resurrected: 'resurrected',
  neverExecuted: 'never executed',
  executedTwice: 'executed twice',
} as const;
