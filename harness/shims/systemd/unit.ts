import type { RunningService, RunningStack, ServiceStatus } from '../../engines/engine.ts';
import type { Service, UnitType } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';

export type Unit = ServiceUnit | Umbrella;

/** A unit without a process, which stands for others (umbrella.ts). */
export interface Umbrella {
  readonly name: string;
  readonly type: 'umbrella';
  readonly units: readonly ServiceUnit[];
}

/** A service as systemd knows it. */
export interface ServiceUnit {
  /** With its suffix: `chat-worker.service`. */
  readonly name: string;
  readonly service: RunningService;
  readonly spec: Service;
  readonly type: UnitType;
}

/** The units that have processes: itself, or those that it stands for. */
export function serviceUnits(unit: Unit): readonly ServiceUnit[] {
  return unit.type === 'umbrella' ? unit.units : [unit];
}

/**
 * The state of the unit as a whole. Where its service has several instances there is no main process, and
 * the unit is as they all are; restarts are added up.
 * @throws {Unsupported} when some run and others do not: no state of a unit says that.
 */
export async function statusOf({ name, service }: ServiceUnit, options: { readonly health?: boolean } = {}): Promise<ServiceStatus> {
  const [first, ...others] = await Promise.all(service.instances().map(instance => instance.status(options)));
  if (first === undefined) return { state: 'stopped', restarts: 0 };
  if (others.length === 0) return first;
  const all = [first, ...others];
  if (others.some(({ state }) => isAlive(state) !== isAlive(first.state)))
    throw new Unsupported(`the state of ${name}: of the ${all.length} instances of service ${service.name} some run and others do not`);
  // One that is ill, or ended badly, speaks for all.
  const isBad = ({ health, exitStatus = 0 }: ServiceStatus): boolean => (isAlive(first.state) ? health !== 'healthy' : exitStatus !== 0);
  const { pid: _, ...status } = all.find(isBad) ?? first;
  return { ...status, restarts: all.reduce((sum, { restarts }) => sum + restarts, 0) };
}

/** systemd sees that a process exists, not that it is frozen. */
export function isAlive(state: ServiceStatus['state']): boolean {
  return state === 'running' || state === 'paused';
}

const suffix = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/**
 * The units that the stack declares (`x-drillbook: { systemd: … }`).
 * @throws {Unsupported} when it declares none: then "not found" would say nothing about the runbook.
 */
export function unitsOf(stack: RunningStack): readonly Unit[] {
  const umbrellas = new Map<string, ServiceUnit[]>();
  const units = [...stack.services.values()].flatMap((service): ServiceUnit[] => {
    const spec = specOf(service, stack);
    if (spec.systemd === undefined) return [];
    const unit = { name: unitName(spec.systemd.unit), service, spec, type: spec.systemd.type };
    if (spec.systemd.umbrella !== undefined) {
      const name = unitName(spec.systemd.umbrella);
      umbrellas.set(name, [...(umbrellas.get(name) ?? []), unit]);
    }
    return [unit];
  });
  if (units.length === 0) throw new Unsupported('the stack declares no systemd unit (x-drillbook: { systemd: … })');
  return [...units, ...[...umbrellas].map(([name, members]): Umbrella => ({ name, type: 'umbrella', units: members }))];
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
