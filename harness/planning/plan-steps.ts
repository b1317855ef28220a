import type { Block, Role, UnfencedCommand } from '../model/runbook.ts';
import type { Scenario } from '../model/scenario.ts';
import { guessRole } from '../reading/runbook/guess-role.ts';
import { statementsOf } from '../reading/runbook/statements.ts';
import type { Patched, PatchedStep } from './apply-patches.ts';
import { bindVariables } from './bind-variables.ts';
import type { Report } from './known.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { reportUnbound } from './unbound-placeholders.ts';

/** The steps as they will run: variables put in, time limits and gates set, what is left out said with its reason. */
export function planSteps(
  { steps, unfenced }: Patched,
  scenario: Scenario,
  report: Report,
): { readonly steps: readonly PlannedStep[]; readonly left: Plan['left'] } {
  // What acts and is skipped was not tested: as a block would be, it is a step that is left out.
  const inline = unfenced
    .filter(({ run, skip, command }) => run || (skip !== undefined && acts(command)))
    .map(({ runbook, command, skip }, index): PatchedStep => ({
      runbook,
      block: inlineBlock(command, index, skip),
      roleBefore: command.role,
    }));
  const left = unfenced
    .filter(({ run, skip }) => !run && skip === undefined)
    .map(({ command }) => ({ message: leftMessage(command), location: command.location }));
  // Inline commands run where they stand among the blocks of their file.
  const ordered = [...steps];
  for (const step of inline) {
    const at = ordered.findIndex(({ runbook, block }) => runbook === step.runbook && block.location.line > step.block.location.line);
    ordered.splice(at === -1 ? ordered.length : at, 0, step);
  }
  return { left, steps: ordered.map(step => plannedStep(step, scenario, report)) };
}

/** By its words alone, for a heading above makes an acting one of whatever is only looked at or named. */
function acts({ text, dropped }: UnfencedCommand): boolean {
  return dropped?.runnable === false || guessRole(statementsOf(text)) === 'act';
}

function leftMessage({ text, procedure, dropped }: UnfencedCommand): string {
  if (dropped === undefined)
    return `nobody carries out the inline command \`${text}\` that the procedure asks for; say \`inline: run\`, or skip it with a reason`;
  const skip = `skip it in the scenario (\`steps: [{ at: ${procedure}, text: …, skip: <reason> }]\`)`;
  return `nobody carries out \`${text}\`, which a reader sees like a step and which ${dropped.why}; mend the runbook, ${dropped.runnable ? 'say `inline: run`, ' : ''}or ${skip}`;
}

function plannedStep(
  { block: unbound, runbook, notTaken, answer, roleBefore }: PatchedStep,
  scenario: Scenario,
  report: Report,
): PlannedStep {
  const { call, input } = unbound.attributes;
  const bind = (text: string, language: 'shell' | 'text'): string => bindVariables(text, scenario.variables, language);
  const script = bind(unbound.script, unbound.language === 'shell' ? 'shell' : 'text');
  const block: Block = {
    ...unbound,
    attributes: {
      ...unbound.attributes,
      ...(call === undefined ? {} : { call: bind(call, 'shell') }),
      ...(input === undefined ? {} : { input: bind(input, 'text') }),
    },
  };
  const omitted = omission(block, roleBefore, notTaken, answer);
  if (omitted === undefined) reportUnbound(runbook, block, scenario.variables, report);
  const { attributes, role } = block;
  const { pace } = scenario;
  return {
    block,
    runbook,
    script,
    timeoutMs: attributes.timeoutMs ?? (role === 'diagnose' ? pace.diagnoseMs : role === 'verify' ? pace.verifyMs : pace.actMs),
    endlessMs: attributes.endlessMs ?? pace.endlessMs,
    gate: attributes.exit !== undefined || attributes.expect !== undefined || block.expectedOutput !== undefined,
    ...(omitted === undefined ? {} : { omitted }),
  };
}

function omission(block: Block, roleBefore: Role, notTaken: string | undefined, answer: string | undefined): PlannedStep['omitted'] {
  if (notTaken !== undefined) return { why: `branch not taken: ${notTaken}`, kind: 'not-branch', deviates: false };
  if (block.attributes.skip !== undefined)
    return {
      why: block.attributes.skip,
      kind: 'skip',
      deviates: [block.role, roleBefore].some(role => role === 'act' || role === 'verify') && block.branch === undefined,
    };
  return block.language === 'person' && answer !== undefined ? { why: answer, kind: 'answered', deviates: false } : undefined;
}

function inlineBlock(command: UnfencedCommand, index: number, skip: string | undefined): Block {
  const { text, location, procedure, role } = command;
  return {
    id: `${procedure}/inline-${index + 1}`,
    procedure,
    location,
    lang: '',
    text,
    role,
    roleFrom: 'guess',
    step: true,
    reason: 'an inline command that the scenario runs',
    language: 'shell',
    script: text,
    scriptLines: [location.line],
    statements: [{ text, location }],
    attributes: skip === undefined ? {} : { skip },
    attributeLocations: {},
    prose: '',
  };
}
