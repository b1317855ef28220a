import type { ReportScenario } from './report-schema.ts';

/** How to read more about a reason: the same without a network and wherever the report is read. */
export function moreAbout({ reason }: Pick<ReportScenario, 'reason'>): string {
  return `drillbook explain ${reason}`;
}
