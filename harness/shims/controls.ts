import { setTimeout as sleep } from 'node:timers/promises';
import type {
  NetworkControl,
  ProcessControl,
  RunningService,
  RunningStack,
  ScaleControl,
  ServiceInstance,
  ServiceStatus,
} from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { Unsupported } from '../support/harness-error.ts';

/** Long enough for a check that has to start a program on a machine under load. */
const healthPatienceMs = 3000;

/** The process of a service, or Unsupported where the engine has no control of it. */
export function processOf(service: RunningService, stack: RunningStack): ProcessControl {
  return service.can.process ?? lacks('process', service, stack);
}

export function networkOf(service: RunningService, stack: RunningStack): NetworkControl {
  return service.can.network ?? lacks('network', service, stack);
}

export function scaleOf(service: RunningService, stack: RunningStack): ScaleControl {
  return service.can.scale ?? lacks('scale', service, stack);
}

/**
 * The one instance of a service, for tools that know no several.
 * @throws {Unsupported} when there are several, or none.
 */
export function onlyInstance(service: RunningService): ServiceInstance {
  const [first, ...others] = service.instances();
  if (first === undefined || others.length > 0)
    throw new Unsupported(`the main process of service ${service.name}, which has ${service.instances().length} instances`);
  return first;
}

/**
 * A process id for the operator to use, 0 of what does not run.
 * @throws {Unsupported} in layout `network`, where a service's processes are on another machine: there the number
 * means nothing on the bastion, or another process, and a `kill` of it would fail for our reason.
 */
export function usablePid(pid: number | undefined, service: RunningService, { layout }: RunningStack): number {
  if (pid === undefined || pid === 0) return 0;
  if (layout === 'host') return pid;
  throw new Unsupported(`the process id of ${service.name}: in layout network the bastion sees no process of a service`);
}

/** What the stack's files say of a service. */
export function specOf(service: RunningService, stack: RunningStack): Service {
  const spec = stack.spec.services.find(({ name }) => name === service.name);
  if (spec === undefined) throw new Error(`unexpected service "${service.name}", expected one of the stack's`);
  return spec;
}

/** What does not answer its health check soon is unhealthy; a tool that lists containers does not wait for it longer. */
export async function statusSoon(instance: ServiceInstance): Promise<ServiceStatus> {
  const asked = instance.status();
  asked.catch(() => undefined);
  const answered = await Promise.race([asked, sleep(healthPatienceMs, undefined, { ref: false })]);
  return answered ?? { ...(await instance.status({ health: false })), health: 'unhealthy' };
}

function lacks(capability: string, service: RunningService, { engine }: RunningStack): never {
  throw new Unsupported(`engine ${engine} has no control of the ${capability} of service ${service.name}`);
}
