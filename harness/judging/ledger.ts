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
  };
}

/** More than the scenario tolerates. */
export function exceeds(ledger: LedgerCount, { rpo }: TrialRecord['facts']): string | undefined {
  const over = (['lost', 'duplicated', 'resurrected'] as const).filter(kind => ledger[kind] > rpo[kind]);
  return over.length === 0
    ? undefined
    : `${over.map(kind => `${ledger[kind]} ${kind}`).join(', ')} of ${ledger.acknowledged} acknowledged writes`;
}
