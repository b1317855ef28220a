import type { ScenarioStatus } from '../register/status.ts';

/** In the order in which they are to be drilled: never drilled, refuted, stale and inconclusive ones, then those whose evidence is oldest. */
export function stalestFirst(statuses: readonly ScenarioStatus[]): readonly ScenarioStatus[] {
  return [...statuses].sort((a, b) => rank(a) - rank(b) || compare(a.last?.at ?? '', b.last?.at ?? '') || compare(a.id, b.id));
}

function rank({ status, asExpected }: ScenarioStatus): number {
  // What is known to be broken, and drilled as such, waits for its turn like what is verified.
  if (asExpected) return 3;
  return { 'never-drilled': 0, refuted: 1, stale: 2, inconclusive: 2, verified: 3 }[status];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
