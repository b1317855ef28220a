import type { RunningService, RunningStack, ServiceStatus } from '../../engines/engine.ts';
import type { Service } from '../../model/stack.ts';
import { digestOf } from '../../support/digest.ts';
import { specOf } from '../controls.ts';
import { stackMemory } from '../stack-memory.ts';

/** A service as Docker knows it. */
export interface Container {
  /** Compose's name for it: `<project>-<service>-1`, or `container_name`. */
  readonly name: string;
  /** 64 hexadecimal digits; the first twelve are the short id. */
  readonly id: string;
  readonly image: string;
  readonly service: RunningService;
  readonly spec: Service;
}

export function containersOf(stack: RunningStack): readonly Container[] {
  return [...stack.services.values()].map(service => containerOf(service, stack));
}

export function containerOf(service: RunningService, stack: RunningStack): Container {
  const spec = specOf(service, stack);
  const name = spec.containerName ?? `${stack.spec.name}-${spec.name}-1`;
  return {
    name,
    id: digestOf(`${stack.spec.name} ${name}`).slice('sha256:'.length),
    image: spec.image ?? `${stack.spec.name}-${spec.name}`,
    service,
    spec,
  };
}

/** By name, id, or the beginning of an id. */
export function findContainer(stack: RunningStack, text: string): Container | undefined {
  const containers = containersOf(stack);
  return (
    containers.find(({ name }) => name === text.replace(/^\//, '')) ??
    (/^[0-9a-f]+$/.test(text) ? containers.find(({ id }) => id.startsWith(text)) : undefined)
  );
}

export function shortId({ id }: Container): string {
  return id.slice(0, 12);
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
