import type { NetworkControl } from '../engine.ts';
import type { StackNetwork } from './addresses.ts';
import type { Agent } from './agent.ts';
import type { ImpairedWays } from './impaired-ways.ts';
import { unlessGone, type Container, type Docker } from './runtime.ts';

export interface Attached {
  readonly container: Container;
  /** Last octet of its address on every network. */
  readonly host: number;
  readonly names: (network: string) => readonly string[];
}

export interface NetworkParts {
  readonly docker: Docker;
  readonly service: string;
  /** Of this service. */
  readonly networks: readonly StackNetwork[];
  readonly attached: () => readonly Attached[];
  /** Beside one of its instances that runs. */
  readonly sidecar: () => Promise<Agent>;
  readonly ways: () => ImpairedWays;
  /** After it was brought back to a network. */
  readonly plugged: () => Promise<void>;
  /** Beside one of them; undefined when it does not run. */
  readonly beside: (container: Container) => Promise<Agent | undefined>;
  readonly onChange: () => Promise<void>;
}

/** A service's place in the stack's networks. What is done is done to all its instances. */
export function networkControl({ docker, service, networks, attached, sidecar, beside, ways, plugged, onChange }: NetworkParts): {
  readonly control: NetworkControl;
  /** Networks that it is on now. */
  readonly on: () => readonly StackNetwork[];
} {
  const cut = new Set<string>();
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
      await ways().rewire(service);
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
      await ways().rewire(service);
      await plugged();
      await onChange();
    },
    impair: (peer, impairment) => ways().impair(service, peer, impairment),
    async attempt(peer, { port, connections = 1, send, withinMs }) {
      const agent = await sidecar();
      const base64 = send === undefined ? {} : { base64: Buffer.from(send).toString('base64') };
      return await agent.call('attempt', { host: peer, port, connections, withinMs, ...base64 });
    },
    async abort(addresses, port) {
      let count = 0;
      for (const { container } of attached())
        count += (await (await beside(container))?.call('abortConnections', { addresses, ...(port === undefined ? {} : { port }) })) ?? 0;
      return count;
    },
  };
  return { control, on };
}
