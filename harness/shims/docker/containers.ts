import { createHash } from 'node:crypto';
import type { RunningService, RunningStack, ServiceStatus } from '../../engines/engine.ts';
import { dockerAge } from '../ages.ts';

export interface Container {
  readonly name: string;
  /** Twelve hexadecimal digits. */
  readonly id: string;
  readonly image: string;
  readonly ports: string;
  readonly service: RunningService;
}

/** The stack's services as containers, named as Compose names them. */
export function containersOf(stack: RunningStack): readonly Container[] {
  return stack.spec.services.flatMap(spec => {
    const service = stack.services.get(spec.name);
    if (service === undefined) return [];
    const name = spec.containerName ?? `${stack.spec.name}-${spec.name}-1`;
    return [{
      name, service, id: createHash('sha256').update(`${stack.spec.name} ${spec.name}`).digest('hex').slice(0, 12), image: spec.image ?? `${stack.spec.name}-${spec.name}`,
      ports: spec.ports.map(({ published, target }) => (published === undefined ? `${target}/tcp` : `0.0.0.0:${published}->${target}/tcp`)).join(', '),
    }];
  });
}

/** By name, id or the beginning of it. */
export function containerNamed(stack: RunningStack, name: string): Container | undefined {
  const all = containersOf(stack);
  return all.find(container => container.name === name) ?? (/^[0-9a-f]{4,}$/.test(name) ? all.find(container => container.id.startsWith(name.slice(0, 12))) : undefined);
}

/** Docker's STATUS column. */
export function statusWords({ state, exitStatus, startedAt, endedAt, health }: ServiceStatus): string {
  const since = (date: Date | undefined): string => dockerAge(Date.now() - (date?.getTime() ?? Date.now()));
  switch (state) {
    case 'running':
      return `Up ${since(startedAt)}${health === undefined ? '' : ` (${health})`}`;
    case 'paused':
      return `Up ${since(startedAt)} (Paused)`;
    case 'restarting':
      return `Restarting (${exitStatus ?? 0}) ${since(endedAt)} ago`;
    case 'exited':
    case 'stopped':
      return startedAt === undefined ? 'Created' : `Exited (${exitStatus ?? 0}) ${since(endedAt)} ago`;
  }
}

/** Docker's words for a state. */
export function stateWord({ state }: ServiceStatus): string {
  return state === 'stopped' ? 'exited' : state;
}
