import type { RunningService } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { scaleOf, specOf } from '../controls.ts';
import { containersOfService, noteRemoved } from '../docker/container.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';
import { say } from './told.ts';

export type Counts = ReadonlyMap<string, number>;

export function readCounts(entries: readonly string[], wrong: (entry: string) => string): Counts {
  return new Map(
    entries.map(entry => {
      const [, name, count] = /^([^=]+)=(\d+)$/.exec(entry) ?? [];
      if (name === undefined) throw new ComposeError(wrong(entry));
      return [name, Number(count)];
    }),
  );
}

/** How many a service is to have: what the command says, else what the file says. */
export function countOf({ name }: RunningService, counts: Counts, { stack }: ComposeCall): number {
  return counts.get(name) ?? stack.spec.services.find(service => service.name === name)?.replicas ?? 1;
}

/**
 * Refuses, before anything is done, a count that cannot be.
 * @throws {ComposeError} where Compose refuses it, {@link Unsupported} where the engine, or we, cannot say what would happen.
 */
export function refuseCount(service: RunningService, count: number, { stack }: ComposeCall): void {
  if (service.instances().length === count) return;
  const { containerName, ports } = specOf(service, stack);
  if (count > 1 && containerName !== undefined)
    throw new ComposeError(
      `WARNING: The "${service.name}" service is using the custom container name "${containerName}". Docker requires each container to have a unique name. Remove the custom name to scale the service`,
    );
  const taken = ports.find(({ published }) => published !== undefined)?.published;
  if (count > 1 && taken !== undefined)
    throw new Unsupported(`${count} containers of service ${service.name}, which publishes port ${taken}: Docker gives it to one only`);
  scaleOf(service, stack);
}

/** Ends and removes the containers with the highest numbers, or makes and starts new ones. */
export async function scaleTo(asked: ComposeCall, service: RunningService, count: number): Promise<void> {
  const { stack } = asked;
  const before = containersOfService(service, stack);
  if (before.length === count) return;
  const control = scaleOf(service, stack);
  const leaving = before.slice(count);
  const coming = Array.from(
    { length: count - before.length },
    (_, index) => `${stack.spec.name}-${service.name}-${nextNumber(service) + index}`,
  );
  for (const { name } of leaving) await say(asked, name, 'Stopping');
  for (const name of coming) await say(asked, name, 'Creating');
  await control.to(count);
  for (const container of leaving) {
    noteRemoved(container, stack);
    await say(asked, container.name, 'Stopped');
    await say(asked, container.name, 'Removing');
    await say(asked, container.name, 'Removed');
  }
  for (const { name } of containersOfService(service, stack).slice(before.length)) {
    await say(asked, name, 'Created');
    await say(asked, name, 'Starting');
    await say(asked, name, 'Started');
  }
}

function nextNumber(service: RunningService): number {
  return Math.max(0, ...service.instances().map(({ number }) => number)) + 1;
}
