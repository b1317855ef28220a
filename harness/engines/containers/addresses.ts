import type { Stack } from '../../model/stack.ts';
import type { Docker } from './runtime.ts';
import { stackLabels } from './labels.ts';

/** A network of the stack as Docker knows it. */
export interface StackNetwork {
  readonly name: string;
  readonly id: string;
  /** First three octets. */
  readonly prefix: string;
}

const tries = 40;

/**
 * Makes an internal network with addresses of our choice, so that a service has the same one after each
 * start. From 198.18.0.0/15, which is set aside for tests of network gear (RFC 2544) and routed nowhere.
 */
export async function makeNetwork(docker: Docker, stack: Stack, id: string, name: string): Promise<StackNetwork> {
  for (let tried = 1; ; tried++) {
    const number = Math.floor(Math.random() * 512);
    const prefix = `198.${18 + (number >> 8)}.${number & 255}`;
    try {
      const network = await docker.createNetwork({
        Name: `drillbook-${id}-${name}`,
        Driver: 'bridge',
        Internal: true,
        CheckDuplicate: true,
        // The machine itself has no address on it, so nothing that listens there can be reached.
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24`, Gateway: `${prefix}.1` }] },
        Labels: { ...stackLabels(id) },
      });
      return { name, id: network.id, prefix };
    } catch (thrown) {
      // Another stack has it.
      if (tried >= tries || !/overlap/i.test(String(thrown))) throw thrown;
    }
  }
}

export const bastionHost = 2;

/** Last octet of an instance. The first of each service come first, so that most stacks read well. */
export function hostOf(stack: Stack, service: string, number: number): number {
  const index = stack.services.findIndex(({ name }) => name === service);
  return number === 1 ? 10 + index : 10 + stack.services.length + ((index * 37 + number) % (240 - stack.services.length));
}
