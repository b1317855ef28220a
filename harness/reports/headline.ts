import type { Report, ReportScenario } from './report-schema.ts';

/** The whole run for somebody who reads one line: words, and what colour they deserve. */
export interface Headline {
  readonly tone: 'good' | 'bad' | 'unsure' | 'neutral';
  readonly text: string;
  /** What stands apart from the headline, a sentence each. */
  readonly more: readonly string[];
}

export function headline({ totals, scenarios }: Report): Headline {
  const { scenarios: all, verified, expectedOtherwise } = totals;
  const [only] = scenarios;
  const unexpected = scenarios.filter(({ asExpected }) => !asExpected);
  const tone = toneOf(scenarios);
  if (only === undefined) return { tone, text: 'Nothing was drilled', more: [] };
  const notKnown = (outcome: ReportScenario['outcome']): number =>
    scenarios.filter(one => one.outcome === outcome && !(one.asExpected && one.expected.is !== 'verified')).length;
  const [refuted, unsure] = [notKnown('refuted'), notKnown('inconclusive')];
  if (all === 1) return { tone, text: alone[only.outcome], more: expectedOtherwise === 1 ? ['This was expected.'] : [] };
  return {
    tone,
    text: `The runbook worked in ${verified} of ${all} scenarios`,
    more: [
      ...(refuted > 0 ? [`In ${refuted} it did not.`] : []),
      ...(unsure > 0 ? [`In ${unsure} the drill could not tell.`] : []),
      ...(expectedOtherwise > 0 ? [`${expectedOtherwise} ${expectedOtherwise === 1 ? 'is' : 'are'} known not to work, and did not.`] : []),
      unexpected.length === 0
        ? 'Every outcome is the expected one.'
        : `${unexpected.length} ${unexpected.length === 1 ? 'outcome differs' : 'outcomes differ'} from the expected one.`,
    ],
  };
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
