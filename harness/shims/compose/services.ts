import type { RunningService, RunningStack } from '../../engines/engine.ts';
import { specOf } from '../controls.ts';
import { containersOfService, type Container } from '../docker/container.ts';
import { ComposeError } from './project.ts';

/** The services that are named, all when none is. */
export function chosen(stack: RunningStack, names: readonly string[]): readonly RunningService[] {
  if (names.length === 0) return [...stack.services.values()];
  return [...new Set(names)].map(name => {
    const service = stack.services.get(name);
    if (service === undefined) throw new ComposeError(`no such service: ${name}`);
    return service;
  });
}

/** All containers of the services that are named, in the order of their numbers; of all services when none is. */
export function chosenContainers(stack: RunningStack, names: readonly string[]): readonly Container[] {
  return chosen(stack, names).flatMap(service => containersOfService(service, stack));
}

/** With everything that they depend on, however far away. */
export function withDependencies(stack: RunningStack, services: readonly RunningService[]): readonly RunningService[] {
  const names = new Set<string>();
  const visit = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const { service } of stack.spec.services.find(one => one.name === name)?.dependsOn ?? []) visit(service);
  };
  for (const { name } of services) visit(name);
  return chosen(stack, [...names]);
}

/**
 * Does something to each service, side by side, but to none before it was done to those that it depends on
 * (`forward`), or to those that depend on it (`backward`).
 */
export async function inDependencyOrder(
  stack: RunningStack,
  services: readonly RunningService[],
  direction: 'forward' | 'backward',
  deed: (service: RunningService) => Promise<void>,
): Promise<void> {
  const dependsOn = (one: RunningService, other: RunningService): boolean =>
    specOf(one, stack).dependsOn.some(({ service }) => service === other.name);
  const isBefore = (one: RunningService, other: RunningService): boolean =>
    direction === 'forward' ? dependsOn(other, one) : dependsOn(one, other);
  const begun = new Map<string, Promise<void>>();
  const run = (service: RunningService): Promise<void> => {
    const known = begun.get(service.name);
    if (known !== undefined) return known;
    const promise = Promise.all(services.filter(other => isBefore(other, service)).map(run)).then(() => deed(service));
    begun.set(service.name, promise);
    return promise;
  };
  await Promise.all(services.map(run));
}

/** The same for the containers of services: all of a service at a time. */
export async function eachInDependencyOrder(
  stack: RunningStack,
  services: readonly RunningService[],
  direction: 'forward' | 'backward',
  deed: (container: Container) => Promise<void>,
): Promise<void> {
  await inDependencyOrder(stack, services, direction, async service => {
    await Promise.all(containersOfService(service, stack).map(deed));
  });
}
