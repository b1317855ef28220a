import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import type { Known, Report } from './known.ts';
import type { PlannedFault } from './plan.ts';
import { settingLocation } from './setting-location.ts';

/** Binds faults to their definitions and checks what only the stack can tell. */
export function bindFaults(scenario: Scenario, stack: Stack, known: Known, report: Report): readonly PlannedFault[] {
  return scenario.faults.flatMap(spec => {
    const fault = known.faults.find(spec.kind);
    if (fault === undefined) return [];
    for (const message of fault.check?.(spec.settings, stack) ?? [])
      report({ rule: 'fault', message, location: settingLocation(message, spec) });
    // The one need that depends on the stack alone: in layout `host` all services share one network.
    if (fault.needs.includes('network') && stack.layout === 'host')
      report({
        rule: 'fault',
        message: `unexpected fault ${spec.kind} in layout host, expected layout network: all services share one network`,
        location: spec.location,
      });
    return [{ fault, spec }];
  });
}
