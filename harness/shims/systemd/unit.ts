import type { RunningService, RunningStack } from '../../engines/engine.ts';
import type { Service } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';

/** A service as systemd knows it. */
export interface Unit {
  /** With its suffix: `chat-worker.service`. */
  readonly name: string;
  readonly service: RunningService;
  readonly spec: Service;
  readonly type: 'simple' | 'oneshot' | 'forking' | 'notify';
}

const suffix = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/**
 * The units that the stack declares (`x-drillbook: { systemd: … }`).
 * @throws {Unsupported} when it declares none: then "not found" would say nothing about the runbook.
 */
export function unitsOf(stack: RunningStack): readonly Unit[] {
  const units = [...stack.services.values()].flatMap((service): Unit[] => {
    const spec = specOf(service, stack);
    return spec.systemd === undefined ? [] : [{ name: unitName(spec.systemd.unit), service, spec, type: spec.systemd.type }];
  });
  if (units.length === 0) throw new Unsupported('the stack declares no systemd unit (x-drillbook: { systemd: … })');
  return units;
}

/** The names as given on the command line, with what they mean; undefined where there is no such unit. */
export function findUnits(
  stack: RunningStack,
  names: readonly string[],
): readonly { readonly name: string; readonly unit: Unit | undefined }[] {
  const units = unitsOf(stack);
  return names.map(given => {
    if (/[*?[\]]/.test(given)) throw new Unsupported(`unit pattern ${given}`);
    const name = unitName(given);
    return { name, unit: units.find(unit => unit.name === name) };
  });
}

function unitName(text: string): string {
  return suffix.test(text) ? text : `${text}.service`;
}
