import type { RunningService, RunningStack, ServiceStatus } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { onlyInstance, specOf } from '../controls.ts';
import { stackMemory } from '../stack-memory.ts';

/** A service as pm2 knows it. */
export interface App {
  readonly id: number;
  readonly name: string;
  readonly service: RunningService;
}

/** What pm2 says is wrong; the whole line. Its exit status is 1. */
export class Pm2Error extends Error {
  override readonly name = 'Pm2Error';
}

/** What pm2's daemon remembers of an app, by its id. */
export const memoryOf = stackMemory(() => ({
  /** Restarts that a person asked for. */
  restarts: new Map<number, number>(),
  /** When its log was emptied; wall clock. */
  flushed: new Map<number, number>(),
}));

/**
 * The apps that the stack declares, numbered in its order.
 * @throws {Unsupported} when it declares none: then "not found" would say nothing about the runbook.
 */
export function appsOf(stack: RunningStack): readonly App[] {
  const services = [...stack.services.values()].filter(service => specOf(service, stack).pm2 !== undefined);
  if (services.length === 0) throw new Unsupported('the stack declares no pm2 app (x-drillbook: { pm2: … })');
  return services.map((service, id) => ({ id, name: specOf(service, stack).pm2 ?? service.name, service }));
}

/** By name, id or `all`. */
export function chosen(stack: RunningStack, target: string): readonly App[] {
  const apps = appsOf(stack).filter(({ id, name }) => target === 'all' || name === target || String(id) === target);
  if (apps.length === 0) throw new Pm2Error(`[PM2][ERROR] Process or Namespace ${target} not found`);
  return apps;
}

export interface AppState {
  readonly word: 'online' | 'stopped' | 'errored' | 'waiting restart';
  readonly status: ServiceStatus;
  readonly pid: number;
  readonly restarts: number;
}

/** pm2 sees that a process is there, not that it is frozen. */
export async function stateOf({ id, service }: App, stack: RunningStack): Promise<AppState> {
  const status = await onlyInstance(service).status({ health: false });
  const online = status.state === 'running' || status.state === 'paused';
  const word = online
    ? 'online'
    : status.state === 'restarting'
      ? 'waiting restart'
      : status.state === 'exited' && status.exitStatus !== 0
        ? 'errored'
        : 'stopped';
  return { word, status, pid: online ? (status.pid ?? 0) : 0, restarts: status.restarts + (memoryOf(stack).restarts.get(id) ?? 0) };
}
