import type { RunningStack } from '../../engines/engine.ts';
import { containerOf, type Container } from '../docker/container.ts';
import { ComposeError } from './project.ts';

/** The containers of the services that are named, all when none is. */
export function chosen(stack: RunningStack, names: readonly string[]): readonly Container[] {
  if (names.length === 0) return [...stack.services.values()].map(service => containerOf(service, stack));
  return [...new Set(names)].map(name => {
    const service = stack.services.get(name);
    if (service === undefined) throw new ComposeError(`no such service: ${name}`);
    return containerOf(service, stack);
  });
}

/** With everything that they depend on, however far away. */
export function withDependencies(stack: RunningStack, containers: readonly Container[]): readonly Container[] {
  const names = new Set<string>();
  const visit = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const { service } of stack.spec.services.find(one => one.name === name)?.dependsOn ?? []) visit(service);
  };
  for (const { spec } of containers) visit(spec.name);
  return chosen(stack, [...names]);
}

/**
 * Does something to each, side by side, but to none before it was done to those that it depends on
 * (`forward`), or to those that depend on it (`backward`).
 */
export async function inDependencyOrder(
  containers: readonly Container[],
  direction: 'forward' | 'backward',
  deed: (container: Container) => Promise<void>,
): Promise<void> {
  const names = new Set(containers.map(({ spec }) => spec.name));
  const before = ({ spec }: Container): readonly string[] =>
    direction === 'forward'
      ? spec.dependsOn.map(({ service }) => service).filter(name => names.has(name))
      : containers.filter(other => other.spec.dependsOn.some(({ service }) => service === spec.name)).map(other => other.spec.name);
  const begun = new Map<string, Promise<void>>();
  const run = (container: Container): Promise<void> => {
    const known = begun.get(container.spec.name);
    if (known !== undefined) return known;
    const promise = Promise.all(containers.filter(({ spec }) => before(container).includes(spec.name)).map(run)).then(() =>
      deed(container),
    );
    begun.set(container.spec.name, promise);
    return promise;
  };
  await Promise.all(containers.map(run));
}
