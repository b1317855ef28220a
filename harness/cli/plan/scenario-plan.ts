import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { redaction } from '../../evidence/redaction.ts';
import type { PlanFacts } from '../../model/event.ts';
import type { TrialKind } from '../../model/trial-kind.ts';
import type { Problem } from '../../model/problem.ts';
import type { Plan, Planned } from '../../planning/plan.ts';
import type { LoadPlan } from '../plan-loader.ts';
import { effectiveValues, type EffectiveValue } from './effective-values.ts';
import { flatLocation } from './flat-location.ts';

/** A scenario's plan, or what stands in its way, in both forms in which it is printed. */
export interface ScenarioPlan {
  readonly file: string;
  readonly planned: Planned;
  readonly problems: readonly Problem[];
  readonly values: readonly EffectiveValue[];
  /** Takes secret values out of what is printed. */
  readonly hide: (text: string) => string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Reads and binds a scenario as a drill would, and tells where each effective value comes from. */
export async function planScenario(file: string, load: LoadPlan): Promise<ScenarioPlan> {
  const planned = await load(resolve(file));
  if (!planned.ok) {
    const { problems, skipped } = planned;
    return {
      file,
      planned,
      problems: skipped === undefined ? problems : problems.filter(({ severity }) => severity !== 'error'),
      values: [],
      hide: text => text,
      json: { file, ok: false, ...(skipped === undefined ? {} : { skipped: { message: skipped.message, hint: skipped.hint } }) },
    };
  }
  const { plan, warnings } = planned;
  const values = effectiveValues(plan, readFileSync(file, 'utf8'));
  const redacted = redaction(plan.secrets);
  return {
    file,
    planned,
    problems: warnings,
    values,
    hide: text => redacted.text(text),
    json: redacted.value(scenarioJson(plan, values)),
  };
}

/** Trials that a verdict needs: the default. */
export function trialsOf({ planned }: Pick<PlanFacts, 'planned'>): readonly TrialKind[] {
  return planned ? ['as-written'] : ['as-written', 'without-runbook'];
}

function scenarioJson(
  { scenario, stack, runbooks, steps, probes, faults, left, facts }: Plan,
  values: readonly EffectiveValue[],
): Readonly<Record<string, unknown>> {
  return {
    id: scenario.id,
    file: scenario.file,
    ok: true,
    title: scenario.title,
    ...(facts.owner === undefined ? {} : { owner: facts.owner }),
    tags: scenario.tags,
    runbooks: runbooks.map(runbook => runbook.file),
    stack: { name: stack.name, files: stack.files, services: stack.services.map(service => service.name), layout: stack.layout },
    faults: faults.map(({ fault, spec }) => ({
      name: spec.name,
      kind: spec.kind,
      summary: fault.summarize(spec.settings),
      afterMs: spec.afterMs,
      ...flatLocation(spec.location),
    })),
    probes: probes.map(({ name, of, spec }) => ({ name, of, kind: spec.kind, ...flatLocation(spec.location) })),
    trials: trialsOf(facts),
    steps: steps.map(({ block, script, timeoutMs, gate, omitted }) => ({
      id: block.id,
      ...flatLocation(block.location),
      role: block.role,
      roleFrom: block.roleFrom,
      language: block.language,
      script: block.language === 'person' ? block.text : script,
      ...(script === block.script ? {} : { written: block.script }),
      timeoutMs,
      gate,
      ...(omitted === undefined ? {} : { omitted }),
    })),
    left: left.map(({ message, location }) => ({ message, ...flatLocation(location) })),
    adaptations: facts.adaptations.map(({ location, ...adaptation }) => ({ ...adaptation, ...flatLocation(location) })),
    outcome: scenario.outcome,
    values,
  };
}
