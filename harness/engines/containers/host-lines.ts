import type { Stack } from '../../model/stack.ts';
import { namesOf } from '../service-names.ts';
import { hostOf, type StackNetwork } from './addresses.ts';

/** Names of services (`localhost` on a server), and further ones that the stack gives them. */
export function bastionHosts(stack: Stack, networks: readonly StackNetwork[]): readonly string[] {
  if (stack.layout === 'host')
    return [...stack.services.flatMap(service => namesOf(service, stack)), ...Object.keys(stack.bastion.hosts)].map(
      name => `${name}:127.0.0.1`,
    );
  return Object.entries(stack.bastion.hosts).flatMap(([name, target]) => hostLine(name, target, stack, networks));
}

/** A line for /etc/hosts: another name of a service, or of an address. */
export function hostLine(name: string, target: string, stack: Stack, networks: readonly StackNetwork[]): readonly string[] {
  const service = stack.services.find(one => one.name === target);
  if (service === undefined) return [`${name}:${target}`];
  const network = networks.find(one => service.networks.includes(one.name));
  return network === undefined ? [] : [`${name}:${network.prefix}.${hostOf(stack, service.name, 1)}`];
}
