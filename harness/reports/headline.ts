import { notDrilledSentence } from './not-drilled.ts';
import type { Report, ReportScenario } from './report-schema.ts';

/** The whole run for somebody who reads one line: words, and what colour they deserve. */
export interface Headline {
  readonly tone: 'good' | 'bad' | 'unsure' | 'neutral';
  readonly text: string;
  /** What stands apart from the headline, a sentence each. */
  readonly more: readonly string[];
}

export function headline(report: Report): Headline {
  const found = headlineOf(report);
  const missing = notDrilledSentence(report);
  if (missing === undefined) return found;
  // What was asked for and left out is no success, whatever the others did.
  return { ...found, tone: found.tone === 'bad' ? 'bad' : 'unsure', more: [...found.more, missing] };
}

function headlineOf({ totals, scenarios }: Report): Headline {
  const { scenarios: all, verified, expectedOtherwise } = totals;
  const [only] = scenarios;
  const unexpected = scenarios.filter(({ asExpected }) => !asExpected);
  const tone = toneOf(scenarios);
  if (only === undefined) return { tone, text: 'Nothing was drilled', more: [] };
  const notKnown = (outcome: ReportScenario['outcome']): number =>
    scenarios.filter(one => one.outcome === outcome && !(one.asExpected && one.expected.is !== 'verified')).length;
  const [refuted, unsure] = [notKnown('refuted'), notKnown('inconclusive')];
  if (all === 1) return { tone, text: alone[only.outcome], more: expectedOtherwise === 1 ? ['This was expected.'] : [] };
  const others = all - expectedOtherwise;
  const several = new Set(scenarios.map(({ runbook }) => runbook)).size > 1 && others > 1;
  return {
    tone,
    text:
      others === 0
        ? 'No runbook was expected to work, and none did'
        : `${several ? 'The runbooks' : 'The runbook'} worked in ${shareOf(verified, others)}`,
    more: [
      ...(refuted > 0 ? [`In ${refuted} it did not.`] : []),
      ...(unsure > 0 ? [`In ${unsure} the drill could not tell.`] : []),
      ...(expectedOtherwise > 0 && others > 0
        ? [`${expectedOtherwise} more ${expectedOtherwise === 1 ? 'was' : 'were'} not expected to, and did not.`]
        : []),
      unexpected.length === 0
        ? 'Every outcome is the expected one.'
        : `${unexpected.length} ${unexpected.length === 1 ? 'outcome differs' : 'outcomes differ'} from the expected one.`,
    ],
  };
}

function shareOf(count: number, all: number): string {
  if (all === 1) return count === 1 ? 'the one scenario that counts' : '0 of 1 scenario';
  if (all === 2 && count === 2) return 'both scenarios';
  return count === all ? `all ${all} scenarios` : `${count} of ${all} scenarios`;
}

const alone = {
  verified: 'The runbook worked',
  refuted: 'The runbook did not work',
  inconclusive: 'The drill could not tell whether the runbook works',
} as const;

function toneOf(scenarios: readonly ReportScenario[]): Headline['tone'] {
  const unexpected = scenarios.filter(({ asExpected }) => !asExpected);
  if (unexpected.some(({ outcome }) => outcome !== 'inconclusive')) return 'bad';
  if (unexpected.length > 0) return 'unsure';
  // A runbook that is known to be broken is never shown as a success.
  return scenarios.some(({ outcome, expected }) => outcome === 'verified' && expected.is === 'verified') ? 'good' : 'neutral';
}
