import type { CapabilityName } from '../engines/engine.ts';
import type { FaultDefinition } from '../faults/fault.ts';
import type { FaultSpec, Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import { nearest } from '../support/nearest.ts';
import type { Known, Report } from './known.ts';
import type { PlannedFault, PlannedStep } from './plan.ts';
import { settingLocation } from './setting-location.ts';

/** Capabilities that no engine offers in a stack of this kind, and why. */
const lackingInHost: Partial<Record<CapabilityName, string>> = { network: 'all services share one network' };

/** Binds faults to their definitions and checks what only the stack and the procedure can tell. */
export function bindFaults(
  scenario: Scenario,
  stack: Stack,
  steps: readonly PlannedStep[],
  known: Known,
  report: Report,
): readonly PlannedFault[] {
  const [first] = scenario.faults;
  if (first !== undefined && scenario.faults.every(({ during }) => during !== undefined))
    report({
      rule: 'fault',
      message: 'unexpected faults that all come during steps, expected one that comes before: without it there is nothing to mend',
      location: first.during?.location ?? first.location,
    });
  return scenario.faults.flatMap(spec => {
    const fault = known.faults.find(spec.kind);
    if (fault === undefined) return [];
    for (const message of fault.check?.(spec.settings, stack) ?? [])
      report({ rule: 'fault', message, location: settingLocation(message, spec) });
    for (const need of fault.needs) {
      const why = stack.layout === 'host' ? lackingInHost[need] : undefined;
      if (why !== undefined)
        report({
          rule: 'fault',
          message: `unexpected fault ${spec.kind} in layout host, expected layout network: it needs the capability \`${need}\`, and ${why}`,
          location: spec.location,
        });
    }
    checkPersistence(fault, spec, scenario, report);
    checkStep(spec, steps, report);
    return [{ fault, spec }];
  });
}

/** What passes by itself can be credited to nobody, and what lies outside cannot be removed by a procedure. */
function checkPersistence(fault: FaultDefinition, spec: FaultSpec, { outcome, cause }: Scenario, report: Report): void {
  const persistence = fault.persistenceOf?.(spec.settings) ?? fault.persistence;
  if (persistence === 'transient' && !(outcome.selfTest && outcome.is === 'inconclusive'))
    report({
      rule: 'transient-fault',
      message: `unexpected fault ${spec.kind}, which passes by itself (transient), expected one that lasts: no runbook can be credited with its end. It is for scenarios that show this: \`outcome: { is: inconclusive, reason: self-heals, selfTest: true }\``,
      location: spec.location,
    });
  if (persistence === 'external' && cause === 'must-be-gone')
    report({
      rule: 'external-cause',
      message: `unexpected \`cause: must-be-gone\` with fault ${spec.kind}, expected none: it lies outside of what a procedure can reach (external), so that its cause always remains`,
      location: spec.location,
    });
}

function checkStep({ during, kind }: FaultSpec, steps: readonly PlannedStep[], report: Report): void {
  if (during === undefined) return;
  const step = steps.find(({ block }) => block.id === during.value);
  const ids = steps.filter(({ omitted, block }) => omitted === undefined && block.language !== 'person').map(({ block }) => block.id);
  const near = nearest(during.value, ids);
  if (step === undefined)
    report({
      rule: 'unknown-step',
      message: `unexpected step "${during.value}", expected one that is followed${near === undefined ? `: ${ids.join(', ')}` : `, did you mean "${near}"?`}`,
      location: during.location,
    });
  else if (!ids.includes(during.value))
    report({
      rule: 'unknown-step',
      message: `unexpected step "${during.value}", which nobody runs, expected one that is run: ${kind} would never come`,
      location: during.location,
    });
}
