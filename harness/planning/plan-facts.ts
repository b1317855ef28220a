import type { Adaptation, PlanFacts } from '../model/event.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import type { PlannedStep } from './plan.ts';

/** What a journal says of its plan, so that it can be judged and reported without the files. */
export function planFacts(
  scenario: Scenario,
  stack: Stack,
  runbooks: readonly Runbook[],
  steps: readonly PlannedStep[],
  adaptations: readonly Adaptation[],
): PlanFacts {
  const rtoMs = scenario.rtoMs ?? runbooks[0]?.frontMatter.rtoMs;
  return {
    scenario: scenario.id,
    scenarioFile: scenario.file,
    title: scenario.title,
    runbook: scenario.runbook.value,
    planned: scenario.goal.length > 0,
    steps: steps.map(({ block, script, timeoutMs, gate }) => ({
      id: block.id,
      role: block.role,
      roleFrom: block.roleFrom,
      location: block.location,
      text: block.language === 'person' ? block.text : block.script,
      ...(script === block.script ? {} : { bound: script }),
      gate,
      timeoutMs,
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
    differs: stack.differs,
    digests: { scenario: scenario.digest, stack: stack.digest, ...Object.fromEntries(runbooks.map(({ file, digest }) => [file, digest])) },
    symptomProbes: scenario.symptom.map(({ value }) => value),
    hasLoad: scenario.load !== undefined,
  };
}
