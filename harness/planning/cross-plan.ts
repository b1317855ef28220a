import type { NotTriedReason } from '../model/matrix.ts';
import { queryKnownToAct } from '../reading/runbook/acting-sql.ts';
import { commandKnownToAct } from '../reading/runbook/known-to-act.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { stepInput } from './input-digest.ts';
import { planFacts } from './plan-facts.ts';
import type { Plan } from './plan.ts';

/** A plan of one scenario's procedure against another's fault, or why there is none. */
export type Crossed =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly why: NotTriedReason; readonly detail: string };

/** How a combination is called in its journals: like no scenario, so that they are never taken for a drill's. */
export function crossedId(procedure: Plan, fault: Plan): string {
  return `${procedure.facts.scenario} against ${fault.facts.scenario}`;
}

/**
 * The procedure of one plan (runbook, steps, what the scenario says of them, the shell's variables) against the fault of another (stack,
 * preparation, load, probes, budget, symptom). A matrix compares no times: no target for recovery is taken over.
 */
export function crossPlan(procedure: Plan, fault: Plan): Crossed {
  const why = procedure === fault ? undefined : whyNot(procedure, fault);
  if (why !== undefined) return { ok: false, ...why };
  const from = procedure.scenario;
  const { rtoMs: _rtoMs, effects: _effects, about: _about, ...incident } = fault.scenario;
  const scenario: Plan['scenario'] = {
    ...incident,
    id: crossedId(procedure, fault),
    title: procedure === fault ? from.title : `${from.title}, against: ${incident.title}`,
    digest: digestOf(canonicalJson([from.digest, incident.digest])),
    runbook: from.runbook,
    follow: from.follow,
    take: from.take,
    takesDecided: from.takesDecided,
    steps: from.steps,
    ...(from.inline === undefined ? {} : { inline: from.inline }),
    onFail: from.onFail,
    variables: from.variables,
    outcome: { is: 'verified', selfTest: false },
    exclusive: from.exclusive || incident.exclusive,
  };
  const facts = planFacts(scenario, fault.stack, procedure.runbooks, procedure.steps, procedure.facts.adaptations, {
    inputDigest: digestOf(canonicalJson([procedure.facts.inputDigest, fault.facts.inputDigest])),
    faults: fault.faults,
  });
  const { rtoMs: _target, ...untimed } = facts;
  const { inputs: _inputs, ...plan } = fault;
  return {
    ok: true,
    plan: {
      ...plan,
      scenario,
      runbooks: procedure.runbooks,
      steps: procedure.steps,
      left: procedure.left,
      environment: procedure.environment,
      secrets: [...new Set([...procedure.secrets, ...fault.secrets])],
      facts: {
        ...untimed,
        steps: facts.steps.map((step, index) => ({ ...step, ...actsUntold(procedure.steps[index]) })),
        digests: { ...ofFiles(fault), ...facts.digests },
      },
    },
  };
}

/**
 * The same with what the procedure's own scenario prepares (a backup that it restores) behind what the fault's prepares: a diagnosis that
 * asks for it must not stop for want of it. Marks divide the writes of their own scenario and stay away.
 */
export function crossPrepared(procedure: Plan, fault: Plan): Crossed {
  const crossed = crossPlan(procedure, fault);
  if (!crossed.ok) return crossed;
  const { scenario, facts } = crossed.plan;
  const id = `${scenario.id}, prepared`;
  const digest = (of: string): string => digestOf(canonicalJson([of, 'prepared']));
  const prepare = [...scenario.prepare, ...procedure.scenario.prepare.filter(({ kind }) => kind === 'operation')];
  return {
    ok: true,
    plan: {
      ...crossed.plan,
      scenario: { ...scenario, id, digest: digest(scenario.digest), prepare },
      facts: { ...facts, scenario: id, inputDigest: digest(facts.inputDigest) },
    },
  };
}

/** Whether its diagnosis can stop it before anything acts: a step that looks and says what must be seen there. */
export function canStop({ steps, scenario: { onFail } }: Plan): boolean {
  const carriedOut = steps.filter(({ omitted }) => omitted === undefined);
  const first = carriedOut.findIndex(
    step => (step.block.role !== 'diagnose' && step.block.role !== 'verify') || actsUntold(step).acts !== undefined,
  );
  return carriedOut
    .slice(0, first === -1 ? undefined : first)
    .some(({ block, gate }) => (block.role === 'diagnose' ? gate : onFail === 'stop'));
}

/** A step that is told to look and by its words does more: that is not to be taken for a diagnosis. */
function actsUntold(step: Plan['steps'][number] | undefined): { readonly acts?: string } {
  if (step?.block.role !== 'diagnose') return {};
  const { script, block } = step;
  const acts = block.language === 'sql' ? queryKnownToAct(script) : commandKnownToAct(`${script}\n${block.attributes.call ?? ''}`);
  return acts === undefined ? {} : { acts };
}

function whyNot(procedure: Plan, fault: Plan): { readonly why: NotTriedReason; readonly detail: string } | undefined {
  const late = fault.faults.find(({ spec }) => spec.during !== undefined);
  if (late !== undefined)
    return {
      why: 'fault-comes-with-a-step',
      detail: `${late.spec.name} comes with step ${late.spec.during?.value ?? ''} of its own runbook`,
    };
  if (procedureKey(procedure) === procedureKey(fault))
    return { why: 'same-procedure', detail: 'the procedure is that of the fault itself' };
  if (faultKey(procedure) === faultKey(fault)) return { why: 'same-fault', detail: 'the fault is that of the procedure itself' };
  const other = fault.scenario.variables.find(({ text, value }) =>
    procedure.scenario.variables.some(one => one.text === text && one.value !== value),
  );
  // Nobody knows which of them a reader would put in. The values are not told: one may be a secret.
  return other === undefined
    ? undefined
    : { why: 'variables-differ', detail: `the two scenarios put different values in the place of "${other.text}"` };
}

/** What is carried out, wherever it is written. */
function procedureKey({ steps, environment, left, scenario: { onFail } }: Plan): string {
  return canonicalJson({
    steps: steps.map(step => ({ ...stepInput(step), script: step.script })),
    environment,
    left: left.map(({ message }) => message),
    onFail,
  });
}

/** What is broken, and what was prepared before. */
function faultKey({ faults, scenario: { prepare } }: Plan): string {
  return canonicalJson({
    faults: faults.map(({ spec: { kind, settings, afterMs, during } }) => ({ kind, settings, afterMs, during: during?.value ?? null })),
    prepare: prepare.map(one =>
      one.kind === 'mark' ? { mark: one.name } : { kind: one.operation.kind, settings: one.operation.settings },
    ),
  });
}

/** Digests of the fault's files, its runbooks apart. */
function ofFiles({ facts, runbooks }: Plan): Readonly<Record<string, string>> {
  const own = new Set(runbooks.map(({ file }) => file));
  return Object.fromEntries(Object.entries(facts.digests).filter(([name]) => !own.has(name)));
}
