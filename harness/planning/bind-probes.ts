import type { ProbeResult } from '../model/event.ts';
import type { OperationSpec, Probe } from '../model/operation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import type { Known, Report } from './known.ts';
import type { PlannedProbe } from './plan.ts';
import { settingLocation } from './setting-location.ts';
import { operationsOfLoad } from './operations-of-load.ts';

/** Binds probes to their definitions, and checks of every operation what only the stack can tell. */
export function bindProbes(scenario: Scenario, stack: Stack, known: Known, report: Report): readonly PlannedProbe[] {
  const check = (spec: OperationSpec): void => {
    for (const message of known.operations.find(spec.kind)?.check?.(spec.settings, stack) ?? [])
      report({ rule: 'operation', message, location: settingLocation(message, spec) });
  };
  for (const preparation of scenario.prepare) if (preparation.kind === 'operation') check(preparation.operation);
  if (scenario.load !== undefined) operationsOfLoad(scenario.load).forEach(check);
  const bind = (probes: readonly Probe[], of: ProbeResult['of']): readonly PlannedProbe[] =>
    probes.flatMap(({ name, operation: spec, expect }) => {
      check(spec);
      const operation = known.operations.find(spec.kind);
      return operation === undefined ? [] : [{ name, of, operation, spec, expect }];
    });
  return [
    ...bind(scenario.steadyState, 'steady'),
    ...bind(scenario.recovered, 'recovered'),
    ...bind(scenario.goal, 'goal'),
    ...bind(scenario.never, 'never'),
  ];
}
