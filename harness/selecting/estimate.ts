import type { RunRecord } from '../register/record.ts';

/** How long a drill of a scenario takes. */
export interface Estimate {
  readonly estimatedMs: number;
  readonly estimateFrom: 'measured' | 'default';
}

/** Where nobody has measured it. */
export const defaultMs = 60_000;

/** What the latest run on record took that came to its end, whatever it found. */
export function estimate(id: string, records: readonly RunRecord[]): Estimate {
  const took = records
    .filter(({ state }) => state === 'closed')
    .flatMap(({ results = [] }) => results.filter(result => result.id === id).flatMap(({ tookMs }) => tookMs ?? []))
    .at(-1);
  return took === undefined ? { estimatedMs: defaultMs, estimateFrom: 'default' } : { estimatedMs: took, estimateFrom: 'measured' };
}
