import type { RunningService, RunningStack } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { scaleOf, specOf } from '../controls.ts';
import { containersOfService, noteRemoved } from './container.ts';
import { noteService } from './removed.ts';

/**
 * Takes away the stopped containers of a service. Another one is on all networks of the file again, starts with an empty log and with
 * the files of its image, and has its volumes; data for which the stack names no volume is another's, or none's (`unnamedVolumes`).
 */
export async function removeContainers(
  service: RunningService,
  stack: RunningStack,
  how: { readonly unnamedVolumes: 'kept' | 'lost' },
): Promise<void> {
  const { deploy, network } = service.can;
  if (deploy === undefined) throw new Unsupported(`engine ${stack.engine} cannot make new containers of service ${service.name}`);
  const spec = specOf(service, stack);
  const before = containersOfService(service, stack);
  const connected = (await network?.networks()) ?? [];
  for (const name of spec.networks) if (network !== undefined && !connected.includes(name)) await network.connect(name);
  if (service.instances().length > spec.replicas) await scaleOf(service, stack).to(spec.replicas);
  await deploy.renew(how);
  for (const container of before) noteRemoved(container, stack);
  noteService(service, stack, 'no containers');
}

/** From now on Docker knows containers of it, which were not started. */
export function createContainers(service: RunningService, stack: RunningStack): void {
  noteService(service, stack, 'containers');
}
