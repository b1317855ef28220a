import type { RunningStack } from '../../engines/engine.ts';
import { stackMemory } from '../stack-memory.ts';
import type { ServiceUnit, Umbrella } from './unit.ts';

/**
 * A unit that has no process and stands for others, as Debian's `postgresql.service` for each
 * `postgresql@<version>-<cluster>.service`: `Type=oneshot`, `ExecStart=/bin/true`, `RemainAfterExit=on`. It is
 * "active (exited)" from its start to its stop whatever its servers do, so that to start it once more does nothing.
 * Stop, restart and reload reach the others (`PartOf=`, `ReloadPropagatedFrom=` of postgresql-common 248).
 */
interface Standing {
  readonly isUp: boolean;
  readonly since?: Date;
}

const memoryOf = stackMemory(() => new Map<string, Standing>());

/** It is up from the beginning, for provisioning is the stack's boot. */
export async function standingOf({ name, units }: Umbrella, stack: RunningStack): Promise<Standing> {
  const memory = memoryOf(stack);
  const known = memory.get(name);
  if (known !== undefined) return known;
  const starts = await Promise.all(units.map(async ({ service }) => (await service.instances()[0]?.status({ health: false }))?.startedAt));
  const since = starts.flatMap(startedAt => startedAt ?? []).toSorted((one, other) => one.getTime() - other.getTime())[0];
  const standing = { isUp: true, ...(since && { since }) };
  memory.set(name, standing);
  return standing;
}

/** Starts the others, and is up, however they end: it wants them, and does not require them. */
export async function startUmbrella<T>(
  umbrella: Umbrella,
  stack: RunningStack,
  start: (unit: ServiceUnit) => Promise<T>,
): Promise<readonly T[]> {
  if ((await standingOf(umbrella, stack)).isUp) return [];
  const started = await Promise.all(umbrella.units.map(start));
  memoryOf(stack).set(umbrella.name, { isUp: true, since: new Date() });
  return started;
}

export async function stopUmbrella(umbrella: Umbrella, stack: RunningStack, stop: (unit: ServiceUnit) => Promise<unknown>): Promise<void> {
  await Promise.all(umbrella.units.map(stop));
  memoryOf(stack).set(umbrella.name, { isUp: false, since: new Date() });
}
