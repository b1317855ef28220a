import { Unsupported } from '../../support/harness-error.ts';
import type { NetworkControl } from '../engine.ts';
import { bastionHost, type StackNetwork } from './addresses.ts';
import type { Agent } from './agent.ts';
import { unlessGone, type Container, type Docker } from './runtime.ts';

export interface Attached {
  readonly container: Container;
  /** Last octet of its address on every network. */
  readonly host: number;
  readonly names: (network: string) => readonly string[];
}

export interface NetworkParts {
  readonly docker: Docker;
  /** Of this service. */
  readonly networks: readonly StackNetwork[];
  readonly attached: () => readonly Attached[];
  readonly peer: (service: string) => { readonly networks: readonly StackNetwork[]; readonly attached: readonly Attached[] };
  readonly bastion: () => Agent;
  readonly sidecar: (container: Container) => Promise<Agent | undefined>;
  readonly onChange: () => Promise<void>;
}

let tunnels = 0;

/** A service's place in the stack's networks. What is done is done to all its instances. */
export function networkControl({ docker, networks, attached, peer, bastion, sidecar, onChange }: NetworkParts): {
  readonly control: NetworkControl;
  /** Networks that it is on now. */
  readonly on: () => readonly StackNetwork[];
} {
  const cut = new Set<string>();
  const slow = new Map<string, () => Promise<void>>();
  const find = (name: string): StackNetwork => {
    const network = networks.find(one => one.name === name);
    if (network === undefined) throw new Error(`unexpected network "${name}", expected one of ${networks.map(one => one.name).join(', ')}`);
    return network;
  };
  const on = (): readonly StackNetwork[] => networks.filter(({ name }) => !cut.has(name));
  const control: NetworkControl = {
    networks: async () => on().map(({ name }) => name),
    async disconnect(name) {
      const { id } = find(name);
      for (const { container } of attached()) await unlessGone(docker.getNetwork(id).disconnect({ Container: container.id, Force: true }));
      cut.add(name);
      await onChange();
    },
    async connect(name, given) {
      const { id, prefix } = find(name);
      for (const { container, host, names } of attached()) {
        const endpoint = { IPAMConfig: { IPv4Address: `${prefix}.${host}` }, Aliases: [...(given ?? names(name))] };
        // 403: it is on it.
        await unlessGone(docker.getNetwork(id).connect({ Container: container.id, EndpointConfig: endpoint }), [403]);
      }
      cut.delete(name);
      await onChange();
    },
    async delay(other, delayMs) {
      await control.undelay(other);
      const [one] = attached();
      const there = peer(other);
      const [two] = there.attached;
      const shared = on().find(({ name }) => there.networks.some(network => network.name === name));
      if (one === undefined || two === undefined || shared === undefined)
        throw new Error(`unexpected lack of a way to ${other}, expected both to run on a network that they share`);
      const id = `slow${tunnels++}`;
      const ends = [one, two].map(({ container, host }, index) => ({
        container,
        address: `${shared.prefix}.${host}`,
        port: 20_001 + index,
      }));
      const viaPort = await bastion().call('delay', { id, delayMs, ends: ends.map(({ address, port }) => ({ address, port })) });
      const undo: (() => Promise<unknown>)[] = [() => bastion().call('undelay', { id })];
      slow.set(other, async () => void (await Promise.allSettled(undo.map(work => work()))));
      try {
        for (const [index, { container, address, port }] of ends.entries()) {
          const agent = await sidecar(container);
          if (agent === undefined) throw new Error(`unexpected end of a service, expected it to run`);
          undo.push(() => agent.call('untunnel', { device: id }));
          await agent.call('tunnel', {
            device: id,
            own: address,
            peer: ends[1 - index]?.address ?? '',
            via: `${shared.prefix}.${bastionHost}`,
            viaPort,
            port,
          });
        }
      } catch (thrown) {
        await control.undelay(other);
        const { code, message } = thrown as NodeJS.ErrnoException;
        if (code === 'UNSUPPORTED' || /\/dev\/net\/tun/.test(message)) throw new Unsupported(message, { cause: thrown });
        throw thrown;
      }
    },
    async undelay(other) {
      const undo = slow.get(other);
      slow.delete(other);
      await undo?.();
    },
  };
  return { control, on };
}
