import type { ScenarioRun } from '../../model/run.ts';
import type { ScenarioVerdict } from '../../model/verdict.ts';
import { asExpected } from '../../judging/as-expected.ts';
import { judgeScenario } from '../../judging/judge-scenario.ts';
import { errorAt } from './error-at.ts';
import { placeOf } from './mirror.ts';
import { outcomeAnnotation } from './protocol.ts';
import { shownText } from './shown-text.ts';

/** What a scenario's test says at its end. */
export interface TestOutcome {
  readonly annotations: readonly { readonly type: string; readonly description: string }[];
  /** The test fails with it: the outcome is not the expected one. */
  readonly error?: Error;
}

/** @param startedAt when the run began: known failures are accepted until a date. */
export function outcomeOf(run: ScenarioRun, startedAt: string): TestOutcome {
  const { facts } = run;
  const verdict = judgeScenario(run);
  const { outcome, reason } = verdict;
  const { ok, message } = asExpected(facts.outcome, verdict, startedAt);
  const expected = facts.outcome;
  return {
    annotations: [
      { type: outcomeAnnotation, description: outcome === 'verified' ? outcome : `${outcome}: ${reason}` },
      ...(ok && expected.is !== 'verified'
        ? [
            {
              type: `expected ${expected.is}`,
              description: shownText(`${reason}${expected.because === undefined ? '' : `: ${expected.because}`}`),
            },
          ]
        : []),
    ],
    ...(ok ? {} : { error: errorAt(sentenceOf(verdict, expected.is === 'verified' ? '' : message), verdict.at ?? placeOf(facts)) }),
  };
}

/** JUnit counts a message with an expectation in it as a failure, any other as an error. */
function sentenceOf({ outcome, reason, sentence }: ScenarioVerdict, message: string): string {
  const more = message === '' ? '' : `; ${message}`;
  if (outcome === 'refuted') return `expect(runbook).toRestoreService(): ${reason}: ${sentence}${more}`;
  if (outcome === 'verified') return `expect(runbook).toEndAsExpected(): ${sentence}${more}`;
  return `inconclusive: ${reason}: ${sentence}${more}`;
}
