import type { Adaptation } from '../model/event.ts';
import type { AttributeName, Block, Role } from '../model/runbook.ts';
import type { Scenario, StepPatch } from '../model/scenario.ts';
import { nearest } from '../support/nearest.ts';
import type { Report } from './known.ts';
import type { SelectedStep, Selection } from './select-steps.ts';

/** What changes the procedure, not only its time or place: printed under the verdict. */
const adapting = ['skip', 'exit', 'expect', 'call', 'role'] as const;

export interface PatchedStep extends SelectedStep {
  /** What the runbook itself makes of the step: a scenario cannot give it another role to be allowed to skip it. */
  readonly roleBefore: Role;
  readonly answer?: string;
}

export interface Patched {
  readonly steps: readonly PatchedStep[];
  readonly unfenced: readonly (Selection['unfenced'][number] & { readonly skip?: string; readonly run: boolean })[];
  readonly adaptations: readonly Adaptation[];
}

/** Applies what the scenario says of steps that it may not edit. A step whose text is another than it was stops planning. */
export function applyPatches(selection: Selection, scenario: Scenario, report: Report): Patched {
  const adaptations: Adaptation[] = [];
  const used = new Set<StepPatch>();
  const steps = selection.steps.map((step): PatchedStep => {
    const patches = scenario.steps.filter(patch => patch.at === step.block.id && step.block.text.includes(patch.text));
    let { block } = step;
    let answer: string | undefined;
    for (const patch of patches) {
      used.add(patch);
      adaptations.push(...adaptationsOf(patch, block));
      block = {
        ...block,
        attributes: { ...block.attributes, ...patch.attributes },
        attributeLocations: { ...block.attributeLocations, ...placesOf(patch) },
        ...(patch.attributes.role === undefined ? {} : { role: patch.attributes.role, roleFrom: 'attribute' }),
      };
      answer ??= patch.answer;
    }
    return { ...step, block: standIn(block, patches), roleBefore: step.block.role, ...(answer === undefined ? {} : { answer }) };
  });
  const unfenced = selection.unfenced.map(({ runbook, command }) => {
    const patch = scenario.steps.find(candidate => candidate.at === command.procedure && candidate.text === command.text);
    if (patch !== undefined) {
      used.add(patch);
      const { skip } = patch.attributes;
      if (skip !== undefined)
        adaptations.push({ step: `${command.procedure}: ${command.text}`, what: 'skip', why: patch.why ?? skip, location: patch.location });
    }
    return {
      runbook,
      command,
      run:
        command.dropped?.runnable !== false &&
        (patch?.inline === 'run' || (patch?.attributes.skip === undefined && scenario.inline === 'run')),
      ...(patch?.attributes.skip === undefined ? {} : { skip: patch.attributes.skip }),
    };
  });
  for (const patch of scenario.steps) if (!used.has(patch)) report(unusedPatch(patch, selection));
  return { steps, unfenced, adaptations };
}

/** What a scenario says of a step stands in the scenario. */
function placesOf({ attributes, location }: StepPatch): Block['attributeLocations'] {
  return Object.fromEntries(Object.keys(attributes).map(name => [name as AttributeName, location]));
}

/** A command that stands in for a person: a manual step with a line to `call`. */
function standIn(block: Block, patches: readonly StepPatch[]): Block {
  const { call, ...attributes } = block.attributes;
  const patch = patches.find(one => one.attributes.call !== undefined);
  if (block.language !== 'person' || call === undefined || patch === undefined) return block;
  return {
    ...block,
    attributes,
    language: 'shell',
    script: call,
    scriptLines: call.split('\n').map(() => block.location.line),
    statements: [{ text: call, location: patch.location }],
    reason: 'a command that stands in for a person',
  };
}

function adaptationsOf(patch: StepPatch, block: Block): readonly Adaptation[] {
  return adapting.flatMap(what => {
    const value = patch.attributes[what];
    return value === undefined
      ? []
      : [
          {
            step: block.id,
            what: `${what} ${String(value)}`,
            why: patch.why ?? (what === 'skip' ? String(value) : ''),
            location: patch.location,
          },
        ];
  });
}

function unusedPatch(patch: StepPatch, { steps }: Selection): Parameters<Report>[0] {
  const found = steps.find(({ block }) => block.id === patch.at);
  if (found !== undefined) {
    return {
      rule: 'changed-step',
      message: `unexpected text of step ${patch.at}, expected it to hold "${patch.text}" (${found.runbook.file}:${found.block.location.line})`,
      location: patch.location,
      hint: 'The runbook has changed: look whether what the scenario says of this step is still right.',
    };
  }
  const close = nearest(
    patch.at,
    steps.map(({ block }) => block.id),
  );
  return {
    rule: 'unknown-step',
    message: `unexpected step "${patch.at}", expected one that is followed: ${steps.map(({ block }) => block.id).join(', ')}`,
    location: patch.location,
    ...(close === undefined ? {} : { hint: `Did you mean "${close}"?` }),
  };
}
