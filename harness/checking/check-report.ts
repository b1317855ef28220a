import type { Problem } from '../model/problem.ts';
import type { Fix } from './rule.ts';

/** What a rule reported, with how much it weighs; also what reading the document found, and comments of ours that say nothing. */
export interface CheckReport extends Problem {
  readonly fix?: Fix;
}

/** By place. */
export function inOrder(reports: readonly CheckReport[]): readonly CheckReport[] {
  return reports.toSorted(({ location: one, rule }, { location: other, rule: otherRule }) =>
    one.line === other.line ? one.column - other.column || (rule < otherRule ? -1 : 1) : one.line - other.line,
  );
}
