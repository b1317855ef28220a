import { asExpected } from '../judging/as-expected.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import { rulesVersion } from '../model/rules-version.ts';
import type { PlanFacts } from '../model/event.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { ScenarioVerdict } from '../model/verdict.ts';
import { place, reportFinding } from './report-place.ts';
import { nextStep } from './next-step.ts';
import { notMeasured } from './not-measured.ts';
import type { Report, ReportScenario } from './report-schema.ts';
import { reportTrial } from './report-trial.ts';

export interface AboutRun {
  readonly drillbook: string;
  /** RFC 3339, UTC; its date is the day by which `until` of an expected failure is judged. */
  readonly startedAt: string;
  readonly machine: string;
}

/** The report of a run: a pure function of its journals and of what the run says about itself. */
export function makeReport(runs: readonly ScenarioRun[], about: AboutRun): Report {
  const scenarios = runs.map(run => reportScenario(run, about.startedAt.slice(0, 10)));
  const otherwise = (one: ReportScenario): boolean => one.asExpected && one.expected.is !== 'verified';
  const count = (outcome: ReportScenario['outcome']): number => scenarios.filter(one => one.outcome === outcome && !otherwise(one)).length;
  return {
    version: 1,
    rules: rulesVersion,
    drillbook: about.drillbook,
    startedAt: about.startedAt,
    machine: about.machine,
    totals: {
      scenarios: scenarios.length,
      verified: count('verified'),
      refuted: count('refuted'),
      inconclusive: count('inconclusive'),
      expectedOtherwise: scenarios.filter(otherwise).length,
      unexpected: scenarios.filter(one => !one.asExpected).length,
    },
    scenarios,
  };
}

function reportScenario(run: ScenarioRun, today: string): ReportScenario {
  const { facts } = run;
  const verdict = judgeScenario(run);
  const { ok, message } = asExpected(facts.outcome, verdict, today);
  const trials = run.trials.map((trial, index) => reportTrial(trial, facts, verdict.trials[index]));
  const ledger = trials.findLast(({ trial }) => trial === 'as-written')?.ledger;
  return {
    id: facts.scenario,
    title: facts.title,
    file: facts.scenarioFile,
    runbook: facts.runbook,
    outcome: verdict.outcome,
    reason: verdict.reason,
    sentence: verdict.sentence,
    next: lacksTrial(run, verdict)
      ? 'Drill again without --trials: this verdict needs trials that were not run.'
      : nextStep(verdict.reason, facts),
    expected: { ...facts.outcome },
    asExpected: ok,
    unexpected: ok ? '' : message,
    at: placeOf(verdict, facts),
    ...(verdict.recoveryMs === undefined ? {} : { recoveryMs: { ...verdict.recoveryMs } }),
    ...(facts.rtoMs === undefined ? {} : { rtoMs: facts.rtoMs }),
    ...(ledger === undefined ? {} : { ledger }),
    adaptations: facts.adaptations.map(one => ({ ...one, location: place(one.location) })),
    notMeasured: [...notMeasured(facts, trials)],
    differs: [...facts.differs],
    digests: { ...facts.digests },
    trials,
    findings: verdict.findings.map(reportFinding),
  };
}

/** `incomplete` for want of a trial is no fault of any file. */
function lacksTrial({ trials }: ScenarioRun, { reason, trials: verdicts }: ScenarioVerdict): boolean {
  return reason === 'incomplete' && trials.length > 0 && verdicts.every(verdict => verdict.reason !== 'incomplete');
}

/** Every line of a report points somewhere: at the place that the verdict names, else at the first step that acts or, where the runbook was not put to the test, at the scenario. */
function placeOf({ at, outcome, reason }: ScenarioVerdict, facts: PlanFacts): ReportScenario['at'] {
  const tested = outcome !== 'inconclusive' || reason === 'too-close';
  const step = tested ? (facts.steps.find(({ role }) => role === 'act') ?? facts.steps[0]) : undefined;
  return place(at ?? step?.location ?? { file: facts.scenarioFile, line: 1, column: 1 });
}
