import type { Problem } from '../model/problem.ts';
import type { Planned } from '../planning/plan.ts';
import { cleanLine } from '../reports/clean-text.ts';

/** Of scenarios that were read, those that are skipped: why, once for each. */
export function skippedOf(planned: readonly Planned[]): readonly Problem[] {
  return planned.flatMap(one => (one.ok || one.skipped === undefined ? [] : [one.skipped]));
}

/** What is told of them, with what to set; nothing where there are none. */
export function tellSkipped(skipped: readonly Problem[]): string {
  if (skipped.length === 0) return '';
  const what =
    skipped.length === 1 ? '1 scenario is skipped: its runbook is' : `${skipped.length} scenarios are skipped: their runbooks are`;
  const hints = [...new Set(skipped.map(({ hint = '' }) => hint))];
  return `drillbook: ${what} kept elsewhere; nothing is known of ${skipped.length === 1 ? 'it' : 'them'}\n${hints.map(hint => `  ${cleanLine(hint)}\n`).join('')}`;
}
