/**
 * drillbook as a library: the same plan, drill and judgement as the command line's, and the contracts for faults, operations and
 * stand-ins of your own.
 */
export { defineDrills } from './cli/define-drills.ts';
export type { DrillsOptions } from './cli/define-drills/options.ts';
export type { CallersTest } from './drill/scheduler/callers-test.ts';

export { engines } from './engines/index.ts';
export type { Bastion, Capabilities, Engine, RunningService, RunningStack, StandInCall } from './engines/engine.ts';
export { faults } from './faults/index.ts';
export { serviceOf } from './faults/fault.ts';
export { defineFault, defineProbe, defineShim } from './planning/plugins/define.ts';
export type { FaultPlugin, PluginSettings, ProbePlugin, ShimPlugin } from './planning/plugins/define.ts';
export type { FaultContext, FaultDefinition, InjectedFault } from './faults/fault.ts';
export { operations } from './operations/index.ts';
export type { OperationContext, OperationDefinition } from './operations/operation.ts';
export { shims } from './shims/index.ts';
export type { ShimDefinition } from './shims/shim.ts';

export { readRunbook } from './reading/read-runbook.ts';
export { loadPlan } from './planning/load-plan.ts';
export type { Plan, Planned } from './planning/plan.ts';

export { neededTrials, runScenario } from './drill/run-scenario.ts';
export type { ScenarioOptions } from './drill/run-scenario.ts';
export { runTrial } from './drill/run-trial.ts';
export type { TrialOptions } from './drill/trial.ts';
export { makeEvidenceFolder, openEvidenceFolder } from './evidence/folder.ts';
export type { EvidenceFolder, RunHeader } from './evidence/folder.ts';
export { readJournal } from './evidence/read-journal.ts';

export { asExpected } from './judging/as-expected.ts';
export { judgeScenario } from './judging/judge-scenario.ts';
export { rulesVersion } from './model/rules-version.ts';
export { judgeTrial } from './judging/judge-trial.ts';
export { makeReport } from './reports/make-report.ts';
export { reportHtml } from './reports/report-html.ts';

export { HarnessError, Unsupported } from './support/harness-error.ts';
export { registry } from './support/registry.ts';
export type { Registry } from './support/registry.ts';
export type { DrillEvent, EventOf, EventType, Phase, PlanFacts, ProbeResult } from './model/event.ts';
export type { AskedTrial, TrialKind } from './model/trial-kind.ts';
export type { Location } from './model/location.ts';
export type { Answer, Expectation, OperationSpec, Probe } from './model/operation.ts';
export type { Problem } from './model/problem.ts';
export type { ScenarioRun, TrialRun } from './model/run.ts';
export type { Block, Procedure, Runbook } from './model/runbook.ts';
export type { Scenario } from './model/scenario.ts';
export type { Service, Stack } from './model/stack.ts';
export type { Finding, Outcome, Reason, ScenarioVerdict, TrialVerdict } from './model/verdict.ts';
