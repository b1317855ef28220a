import { asExpected } from '../judging/as-expected.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import { rulesVersion } from '../model/rules-version.ts';
import type { PlanFacts } from '../model/event.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { ScenarioVerdict } from '../model/verdict.ts';
import { reportHidden } from './hidden-state.ts';
import { place, reportFinding } from './report-place.ts';
import { nextStep } from './next-step.ts';
import { notMeasured } from './not-measured.ts';
import { limits } from './limits.ts';
import { reportNotDrilled } from './not-drilled.ts';
import { notExercised } from './not-exercised.ts';
import { peopleMs } from './people-time.ts';
import type { Report, ReportScenario } from './report-schema.ts';
import { aboutRun } from './run-facts.ts';
import type { AboutRun, RunFacts } from './run-facts.ts';
import { reportTrial } from './report-trial.ts';
import { reportMarks } from './step-marks.ts';

/** The report of a run: a pure function of its journals and of what the run says about itself. */
export function makeReport(runs: readonly ScenarioRun[], about: AboutRun): Report {
  const { header, team } = aboutRun(about);
  const scenarios = runs.map(run => reportScenario(run, header.startedAt.slice(0, 10)));
  const otherwise = (one: ReportScenario): boolean => one.asExpected && one.expected.is !== 'verified';
  const count = (outcome: ReportScenario['outcome']): number => scenarios.filter(one => one.outcome === outcome && !otherwise(one)).length;
  return {
    version: 1,
    rules: rulesVersion,
    drillbook: header.drillbook,
    startedAt: header.startedAt,
    endedAt: endOf(scenarios, header.startedAt),
    machine: header.machine,
    ...factsOfRun(header),
    limits: [...limits],
    ...(team === undefined ? {} : { team: structuredClone(team) as NonNullable<Report['team']> }),
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

/** Members that reports know, and no others. */
function factsOfRun({ run, engine, trigger, source, shard, maxAgeMs, notDrilled }: RunFacts): Partial<Report> {
  return {
    ...(run === undefined ? {} : { run }),
    ...(engine === undefined ? {} : { engine }),
    ...(trigger === undefined ? {} : { trigger: { ...trigger } }),
    ...(source === undefined ? {} : { source: { ...source } }),
    ...(shard === undefined ? {} : { shard: { ...shard } }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(notDrilled === undefined ? {} : { notDrilled: notDrilled.map(reportNotDrilled) }),
  };
}

/** When the last journal ends; a run without one ended when it began. */
function endOf(scenarios: readonly ReportScenario[], startedAt: string): string {
  const ends = scenarios.flatMap(({ trials }) => trials.map(trial => Date.parse(trial.startedAt) + trial.lastedMs));
  const last = ends.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), Date.parse(startedAt));
  return Number.isFinite(last) ? new Date(last).toISOString() : startedAt;
}

type JsonValue = ReportScenario['faults'][number]['settings'];

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
    ...(facts.owner === undefined ? {} : { owner: facts.owner }),
    outcome: verdict.outcome,
    reason: verdict.reason,
    sentence: verdict.sentence,
    next: nextStep(run, verdict),
    expected: { ...facts.outcome },
    asExpected: ok,
    unexpected: ok ? '' : message,
    at: placeOf(verdict, facts),
    ...(verdict.recoveryMs === undefined ? {} : { recoveryMs: { ...verdict.recoveryMs } }),
    ...(verdict.withReader === undefined ? {} : { withReader: verdict.withReader }),
    ...(facts.rtoMs === undefined ? {} : { rtoMs: facts.rtoMs }),
    ...(ledger === undefined ? {} : { ledger }),
    adaptations: facts.adaptations.map(one => ({ ...one, location: place(one.location) })),
    notMeasured: [...notMeasured(facts, trials)],
    notExercised: notExercised(facts, trials, verdict.findings),
    differs: [...facts.differs],
    ...(facts.about === undefined
      ? {}
      : { about: { ...facts.about, assumptions: [...facts.about.assumptions], controls: [...facts.about.controls] } }),
    procedures: facts.procedures.map(({ id, title, location }) => ({ id, title, at: place(location) })),
    runbooks: facts.runbooks.map(one => ({ ...one })),
    faults: facts.faults.map(({ name, kind, settings, location }) => ({
      name,
      kind,
      settings: settings as JsonValue,
      at: place(location),
    })),
    ...(facts.people === undefined ? {} : { people: { ...facts.people, totalMs: peopleMs(facts) ?? 0 } }),
    inputDigest: facts.inputDigest,
    digests: { ...facts.digests },
    ...(verdict.steps === undefined ? {} : { steps: reportMarks(verdict.steps) }),
    ...(verdict.hidden === undefined ? {} : { hidden: reportHidden(verdict.hidden) }),
    trials,
    findings: verdict.findings.map(reportFinding),
  };
}

/** Every line of a report points somewhere: at the place that the verdict names, else at the first step that acts or, where the runbook was not put to the test, at the scenario. */
function placeOf({ at, outcome, reason }: ScenarioVerdict, facts: PlanFacts): ReportScenario['at'] {
  const tested = outcome !== 'inconclusive' || reason === 'too-close';
  const step = tested ? (facts.steps.find(({ role }) => role === 'act') ?? facts.steps[0]) : undefined;
  return place(at ?? step?.location ?? { file: facts.scenarioFile, line: 1, column: 1 });
}
