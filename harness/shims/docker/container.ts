import type { RunningService, RunningStack, ServiceInstance, ServiceStatus } from '../../engines/engine.ts';
import type { Service } from '../../model/stack.ts';
import { digestOf } from '../../support/digest.ts';
import { specOf } from '../controls.ts';
import { stackMemory } from '../stack-memory.ts';
import { DaemonError } from './daemon-error.ts';
import { isRemoved } from './removed.ts';

/** An instance of a service as Docker knows it. */
export interface Container {
  /** Compose's name for it: `<project>-<service>-<number>`, or `container_name`. */
  readonly name: string;
  /** 64 hexadecimal digits; the first twelve are the short id. */
  readonly id: string;
  readonly image: string;
  readonly service: RunningService;
  readonly instance: ServiceInstance;
  readonly spec: Service;
}

export function containersOf(stack: RunningStack): readonly Container[] {
  return [...stack.services.values()].flatMap(service => containersOfService(service, stack));
}

/** In the order of their numbers. */
export function containersOfService(service: RunningService, stack: RunningStack): readonly Container[] {
  const spec = specOf(service, stack);
  if (isRemoved(service, stack)) return [];
  return service.instances().map(instance => ({
    name: instance.name,
    id: idOf(instance.name, stack),
    image: spec.image ?? `${stack.spec.name}-${spec.name}`,
    service,
    instance,
    spec,
  }));
}

/**
 * By name, id, or the beginning of an id.
 * @throws {DaemonError} when several ids begin so.
 */
export function findContainer(stack: RunningStack, text: string): Container | undefined {
  const containers = containersOf(stack);
  const named = containers.find(({ name }) => name === text.replace(/^\//, ''));
  if (named !== undefined || !/^[0-9a-f]+$/.test(text)) return named;
  const [found, another] = containers.filter(({ id }) => id.startsWith(text));
  if (another !== undefined) throw new DaemonError(`multiple IDs found with provided prefix: ${text}`);
  return found;
}

/** How often a container of a name was made anew. */
const remade = stackMemory(() => new Map<string, number>());

function idOf(name: string, stack: RunningStack): string {
  const times = remade(stack).get(name) ?? 0;
  return digestOf([stack.spec.name, name, ...(times === 0 ? [] : [times])].join(' ')).slice('sha256:'.length);
}

/** A container that was removed never comes back: another one of its name has another id. */
export function noteRemoved({ name }: Container, stack: RunningStack): void {
  remade(stack).set(name, (remade(stack).get(name) ?? 0) + 1);
}

export function shortId({ id }: Container): string {
  return id.slice(0, 12);
}

/** Whether Docker lists it without `--all`, and Compose calls it running. */
export async function isUp({ instance }: Container): Promise<boolean> {
  return ['running', 'paused', 'restarting'].includes(stateOf(await instance.status({ health: false })));
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

export function stateOf({ state, startedAt }: ServiceStatus): ContainerState {
  if (state === 'stopped' || state === 'exited') return startedAt === undefined ? 'created' : 'exited';
  return state;
}

/** What it runs, as the COMMAND column shows it before it is cut. */
export function commandOf({ spec }: Container): string {
  const words = [...(spec.entrypoint ?? []), ...(spec.command ?? [])];
  return words.length > 0 ? words.join(' ') : (spec.run?.command ?? '');
}

/** Compose's own labels, by which scripts find a service's containers. */
export function labelsOf({ spec, instance }: Container, stack: RunningStack): Readonly<Record<string, string>> {
  return {
    'com.docker.compose.project': stack.spec.name,
    'com.docker.compose.service': spec.name,
    'com.docker.compose.container-number': String(instance.number),
  };
}

export function portsOf({ spec }: Container): string {
  return spec.ports
    .map(({ published, target }) => (published === undefined ? `${target}/tcp` : `0.0.0.0:${published}->${target}/tcp`))
    .join(', ');
}

const firstStarts = stackMemory(() => new Map<string, number>());

/** A container is created once; the engine only tells of its last start, so the first one seen is kept. */
export function createdAt({ id }: Container, { startedAt }: ServiceStatus, stack: RunningStack): number {
  const known = firstStarts(stack);
  const first = Math.min(known.get(id) ?? Infinity, startedAt?.getTime() ?? Date.now());
  known.set(id, first);
  return first;
}
