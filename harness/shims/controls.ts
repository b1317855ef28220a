import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkControl, ProcessControl, RunningService, RunningStack, ServiceStatus } from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { Unsupported } from '../support/harness-error.ts';

const healthPatienceMs = 1000;

/** The process of a service, or Unsupported where the engine has no control of it. */
export function processOf(service: RunningService, stack: RunningStack): ProcessControl {
  return service.can.process ?? lacks('process', service, stack);
}

export function networkOf(service: RunningService, stack: RunningStack): NetworkControl {
  return service.can.network ?? lacks('network', service, stack);
}

/** What the stack's files say of a service. */
export function specOf(service: RunningService, stack: RunningStack): Service {
  const spec = stack.spec.services.find(({ name }) => name === service.name);
  if (spec === undefined) throw new Error(`unexpected service "${service.name}", expected one of the stack's`);
  return spec;
}

/** A service whose health check does not answer soon is unhealthy; a tool that lists services does not wait for it longer. */
export async function statusSoon(service: RunningService): Promise<ServiceStatus> {
  const asked = service.status();
  asked.catch(() => undefined);
  const answered = await Promise.race([asked, sleep(healthPatienceMs, undefined, { ref: false })]);
  return answered ?? { ...(await service.status({ health: false })), health: 'unhealthy' };
}

function lacks(capability: string, service: RunningService, { engine }: RunningStack): never {
  throw new Unsupported(`engine ${engine} has no control of the ${capability} of service ${service.name}`);
}
