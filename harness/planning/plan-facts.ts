import type { PeopleTime } from '../model/config.ts';
import type { Adaptation, PlanFacts, ProcedureFacts } from '../model/event.ts';
import type { Block, Runbook } from '../model/runbook.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import { fedSteps } from './fed-steps.ts';
import type { PlannedFault, PlannedStep } from './plan.ts';

/** What a journal says of its plan, so that it can be judged and reported without the files. */
export function planFacts(
  scenario: Scenario,
  stack: Stack,
  runbooks: readonly Runbook[],
  steps: readonly PlannedStep[],
  adaptations: readonly Adaptation[],
  {
    inputDigest,
    faults,
    people,
    owner,
  }: { readonly inputDigest: string; readonly faults: readonly PlannedFault[]; readonly people?: PeopleTime; readonly owner?: string },
): PlanFacts {
  const rtoMs = targetOf(scenario, runbooks);
  return {
    scenario: scenario.id,
    scenarioFile: scenario.file,
    title: scenario.title,
    runbook: scenario.runbook.value,
    planned: scenario.goal.length > 0,
    steps: steps.map(({ block, script, timeoutMs, gate }, index) => ({
      id: block.id,
      role: block.role,
      roleFrom: block.roleFrom,
      location: block.location,
      text: block.language === 'person' ? block.text : block.script,
      ...(script === block.script ? {} : { bound: script }),
      gate,
      ...feedsOf(steps, index),
      ...expects(block),
      timeoutMs,
      ...(block.attributes.takesMs === undefined ? {} : { takesMs: block.attributes.takesMs }),
    })),
    budget: scenario.budget,
    probeEveryMs: scenario.pace.probeEveryMs,
    holdMs: scenario.pace.holdMs,
    ...(rtoMs === undefined ? {} : { rtoMs }),
    rpo: scenario.rpo,
    ...(scenario.interruptionMs === undefined ? {} : { interruptionMs: scenario.interruptionMs }),
    cause: scenario.cause,
    onFail: scenario.onFail,
    outcome: scenario.outcome,
    adaptations,
    differs: [...stack.differs, ...scenario.scaled],
    digests: { scenario: scenario.digest, stack: stack.digest, ...Object.fromEntries(runbooks.map(({ file, digest }) => [file, digest])) },
    symptomProbes: scenario.symptom.map(({ value }) => value),
    hasLoad: scenario.load !== undefined,
    ...(scenario.load?.executed === undefined ? {} : { countsJobs: true as const }),
    inputDigest,
    runbooks: runbooks.map(({ file, title, digest, frontMatter: { title: own, owner, severity, service, review } }) => ({
      file,
      title: own ?? title,
      digest,
      ...(owner === undefined ? {} : { owner }),
      ...(severity === undefined ? {} : { severity }),
      ...(service === undefined ? {} : { service }),
      ...(review === undefined ? {} : { review }),
    })),
    procedures: proceduresOf(steps),
    notTaken: steps.flatMap(({ block, omitted }) =>
      omitted?.kind === 'not-branch'
        ? [{ step: block.id, condition: block.branch?.condition ?? omitted.why, location: block.location }]
        : [],
    ),
    faults: faults.map(({ fault, spec: { name, kind, settings, location, during } }) => ({
      name,
      kind,
      settings,
      location,
      ...(during === undefined ? {} : { during: during.value }),
      ...(fault.takesData === true && scenario.causeIsSaid !== true ? { mustBeGone: true as const } : {}),
    })),
    tags: scenario.tags,
    ...(scenario.about === undefined ? {} : { about: scenario.about }),
    ...(people === undefined ? {} : { people }),
    ...(owner === undefined ? {} : { owner }),
    ...(scenario.effects === undefined ? {} : { effects: scenario.effects }),
  };
}

/** For reports: the same that the step is judged by, in words. */
function expects({ attributes: { exit, expect }, expectedOutput }: Block): { readonly expects?: string } {
  const words = [
    ...(exit === undefined ? [] : [exit === 'any' ? 'any status' : `status ${exit.join(' or ')}`]),
    ...(expect === undefined ? [] : [`output with ${expect}`]),
    ...(expectedOutput === undefined ? [] : [`the output that stands at line ${expectedOutput.location.line}`]),
  ];
  return words.length === 0 ? {} : { expects: words.join(', ') };
}

/** The recovery time that is aimed at: the scenario's, else the runbook's own. */
export function targetOf(scenario: Scenario, runbooks: readonly Runbook[]): number | undefined {
  return scenario.rtoMs ?? runbooks[0]?.frontMatter.rtoMs;
}

/** The procedures whose steps are followed, each once, in the order in which they are met. */
function proceduresOf(steps: readonly PlannedStep[]): readonly ProcedureFacts[] {
  const found = new Map<string, ProcedureFacts>();
  for (const { runbook, block } of steps) {
    const id = `${runbook.file}#${block.procedure}`;
    const procedure = runbook.procedures.find(one => one.id === block.procedure);
    if (procedure !== undefined && !found.has(id)) found.set(id, { id, title: procedure.title, location: procedure.location });
  }
  return [...found.values()];
}

function feedsOf(steps: readonly PlannedStep[], index: number): { readonly feeds?: readonly string[] } {
  if (steps[index]?.block.role !== 'act') return {};
  const feeds = fedSteps(steps, index, at => steps[at]?.block.id ?? '');
  return feeds.length === 0 ? {} : { feeds };
}
