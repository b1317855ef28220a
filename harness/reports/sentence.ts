import { showDuration } from '../support/duration.ts';
import type { Interval } from '../model/verdict.ts';
import type { ReportScenario } from './report-schema.ts';

export const symbols = { verified: '✓', refuted: '✗', inconclusive: '?' } as const satisfies Readonly<
  Record<ReportScenario['outcome'], string>
>;

/** `41.2 s ± 0.5 s`: the middle of an interval and how far its ends are from it, rounded up. */
export function showInterval({ lower, upper }: Interval): string {
  return `${showDuration((lower + upper) / 2)} ± ${(Math.ceil((upper - lower) / 2 / 100) / 10).toFixed(1)} s`;
}

/** Recovery time as it is always printed: with what it leaves out, and its target where there is one. */
export function recoverySentence({
  recoveryMs,
  rtoMs,
  withReader,
}: Pick<ReportScenario, 'recoveryMs' | 'rtoMs' | 'withReader'>): string | undefined {
  if (recoveryMs === undefined) return undefined;
  return `${showInterval(recoveryMs)} (${withReader === true ? 'with the reader' : 'machine pace, without reading time'})${rtoMs === undefined ? '' : `, target ${showDuration(rtoMs)}`}`;
}

/** `verified`, `refuted: not-restored`, with adaptations and expectation, as it stands everywhere. */
export function verdictLine({ outcome, reason, adaptations, asExpected, expected, trials }: ReportScenario): string {
  const parts = [outcome === 'verified' ? outcome : `${outcome}: ${reason}`];
  if (adaptations.length > 0) parts.push(`${adaptations.length} ${adaptations.length === 1 ? 'adaptation' : 'adaptations'}`);
  if (trials.some(({ rehearsal }) => rehearsal !== undefined)) parts.push('rehearsed by a person');
  if (trials.some(({ because }) => because === 'second-attempt')) parts.push('second attempt');
  if (trials.some(({ because }) => because === 'human-pace')) parts.push('repeated at human pace');
  if (trials.some(({ because }) => because === 'alone')) parts.push('repeated alone');
  if (asExpected && expected.is !== 'verified') parts.push(expected.selfTest ? 'as expected (self-test)' : 'as expected');
  return parts.join(', ');
}

/** An outcome as a whole sentence; what is not about the procedure already is one. */
export function wholeSentence({ sentence }: Pick<ReportScenario, 'sentence'>): string {
  const own = /^(?:the|no) /.test(sentence);
  return `${own ? `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}` : `The procedure ${sentence}`}${/[.!?]$/.test(sentence) ? '' : '.'}`;
}

/** How the data fared: never left out, and never said to be fine where nobody looked. */
export function dataSentence({ ledger }: Pick<ReportScenario, 'ledger'>): string {
  if (ledger === undefined) return 'data loss not measured';
  const { acknowledged, lost, duplicated, resurrected, indeterminate, neverExecuted = 0, executedTwice = 0 } = ledger;
  const others = [
    neverExecuted > 0 ? `${neverExecuted} never executed` : '',
    executedTwice > 0 ? `${executedTwice} executed twice` : '',
    duplicated > 0 ? `${duplicated} duplicated` : '',
    resurrected > 0 ? `${resurrected} resurrected` : '',
    indeterminate > 0 ? `${indeterminate} without a certain answer` : '',
  ].filter(text => text !== '');
  return `${lost} of ${acknowledged} acknowledged writes lost${others.length === 0 ? '' : `, ${others.join(', ')}`}`;
}
