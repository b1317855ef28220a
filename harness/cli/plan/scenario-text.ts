import type { PlannedStep } from '../../planning/plan.ts';
import type { FaultSpec, Scenario } from '../../model/scenario.ts';
import { showDuration } from '../../support/duration.ts';
import { brief } from './brief.ts';
import { foundBy } from './found-by.ts';
import { cut, paints, type Look } from './look.ts';
import { trialsOf, type ScenarioPlan } from './scenario-plan.ts';

/** The steps that a scenario would run, in order, and the values that would govern it. */
export function showScenarioPlan({ file, planned, problems, values, hide }: ScenarioPlan, look: Look): string {
  const { bold, dim, red, yellow } = paints(look);
  if (!planned.ok && planned.skipped !== undefined) return `${bold(file)}\n  ${yellow('skipped')}  ${dim(planned.skipped.message)}\n`;
  if (!planned.ok)
    return `${bold(file)}\n  ${red(`cannot be drilled: ${problems.filter(({ severity }) => severity === 'error').length} problem(s), below`)}\n`;
  const { scenario, runbooks, stack, faults, probes, steps, left, facts } = planned.plan;
  const width = Math.max(...values.map(({ name }) => name.length));
  const lines = [
    `${bold(scenario.title)}  ${dim(file)}`,
    `  runbook  ${runbooks.map(runbook => runbook.file).join(', ')}`,
    `  stack    ${stack.name}: ${stack.services.map(service => service.name).join(', ')}  ${dim(stack.files.join(', '))}`,
    ...faults.map(
      ({ fault, spec }) => `  fault    ${fault.summarize(spec.settings)}  ${dim(`${spec.kind}, line ${spec.location.line}${comes(spec)}`)}`,
    ),
    ...probes.map(({ name, of }) => `  ${(of === 'steady' ? 'probe' : of).padEnd(7)}  ${name}`),
    `  trials   ${trialsOf(facts).join(', ')}`,
    '',
    '  Steps, in order:',
    ...steps.flatMap((step, index) => stepLines(step, index + 1, look)),
    ...left.map(({ location, message }) => `    ${red('left out')}  ${location.file}:${location.line}  ${message}`),
    ...facts.adaptations.map(
      ({ step, what, why, location }) => `    adapted   ${step}: ${what}${why === '' ? '' : ` (${why})`}  ${dim(`line ${location.line}`)}`,
    ),
    ...variableLines(scenario, look),
    '',
    '  Values:',
    ...values.map(({ name, value, from }) => `    ${name.padEnd(width)}  ${value}  ${dim(from)}`),
    '',
  ];
  return lines.map(line => cut(hide(line), look.width)).join('\n');
}

/** What stands in the place of a text of the runbook's; a secret's value nowhere. */
function variableLines({ variables }: Scenario, look: Look): readonly string[] {
  if (variables.length === 0) return [];
  const { dim } = paints(look);
  const width = Math.max(...variables.map(({ text }) => text.length));
  return [
    '',
    '  Variables:',
    ...variables.map(
      ({ text, value, secret, location }) =>
        `    ${text.padEnd(width)}  ${secret ? '(a secret, not shown)' : JSON.stringify(value)}  ${dim(`line ${location.line}`)}`,
    ),
  ];
}

/** When a fault comes, where it does not come at once. */
function comes({ afterMs, during }: FaultSpec): string {
  const later = afterMs === 0 ? '' : `${showDuration(afterMs)} `;
  if (during !== undefined) return `, comes ${later === '' ? 'with' : `${later}into`} step ${during.value}`;
  return later === '' ? '' : `, ${later}later`;
}

function stepLines({ block, script, timeoutMs, gate, omitted }: PlannedStep, number: number, look: Look): readonly string[] {
  const { dim, yellow } = paints(look);
  const first = brief(
    block.language === 'person' ? block.text : script === block.script ? (block.statements[0]?.text ?? script) : withoutRemarks(script),
  );
  const how =
    omitted === undefined && block.language === 'person'
      ? 'a task for a person; nobody answers it here'
      : omitted === undefined
        ? `${foundBy[block.roleFrom]} · limit ${showDuration(timeoutMs)}${gate ? ' · gate' : ''}`
        : yellow(`not run: ${omitted.why}`);
  return [
    `    ${String(number).padStart(2)}  ${block.role.padEnd(8)}  ${block.id}  ${first}`,
    `        ${dim(`${block.location.file}:${block.location.line}`)}  ${omitted === undefined ? dim(how) : how}`,
  ];
}

function withoutRemarks(script: string): string {
  const lines = script.split('\n');
  return lines
    .slice(
      Math.max(
        0,
        lines.findIndex(line => line.trim() !== '' && !line.trim().startsWith('#')),
      ),
    )
    .join('\n');
}
