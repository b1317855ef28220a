import type { Report, ReportScenario } from './report-schema.ts';

/** Places of the scenarios in the report, in the order in which a reader wants them: surprises, then refuted, inconclusive, expected otherwise, verified. */
export function worstFirst({ scenarios }: Pick<Report, 'scenarios'>): readonly number[] {
  return scenarios
    .map((scenario, index) => ({ index, rank: rankOf(scenario) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ index }) => index);
}

function rankOf({ outcome, asExpected, expected }: ReportScenario): number {
  const of = { refuted: 0, inconclusive: 1, verified: 2 }[outcome];
  if (!asExpected) return of;
  return expected.is === 'verified' ? 20 + of : 10 + of;
}
