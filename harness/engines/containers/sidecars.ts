import type { Agent } from './agent.ts';
import { startAgent } from './agent-container.ts';
import { partLabel } from './labels.ts';
import { unlessGone, type Container, type Runtime } from './runtime.ts';

export interface SidecarOptions {
  readonly runtime: Runtime;
  readonly stackId: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
}

interface Sidecar {
  /** Start of the service's container that it belongs to: a new start has new namespaces. */
  readonly startedAt: string;
  readonly agent: Promise<Agent>;
}

/** Whoever has `/dev/net/tun` may be delayed; asked for only when it is needed, since a daemon's machine may lack it. */
const tunnelDevice = '/dev/net/tun';

/**
 * Agents beside services, in their network and process namespaces: what looks or acts from within one
 * needs no tool of the service's image. Made when first needed, gone with the service's process 1.
 */
export class Sidecars {
  readonly #options: SidecarOptions;
  readonly #known = new Map<string, Sidecar>();
  #made = 0;

  constructor(options: SidecarOptions) {
    this.#options = options;
  }

  /** The agent beside a running container; undefined when it does not run. */
  async of(container: Container, { withTunnel = false, inItsNetworkAlone = false } = {}): Promise<Agent | undefined> {
    const { State: state } = await container.inspect();
    if (!state.Running) return undefined;
    const key = `${container.id}${withTunnel ? ' tunnel' : ''}`;
    const known = this.#known.get(key);
    if (known?.startedAt === state.StartedAt) return known.agent;
    const agent = this.#start(container, { withTunnel, inItsNetworkAlone });
    this.#known.set(key, { startedAt: state.StartedAt, agent });
    agent.catch(() => this.#known.delete(key));
    return agent;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#known.values()].map(async ({ agent }) => (await agent).close()));
  }

  async #start(
    container: Container,
    { withTunnel, inItsNetworkAlone }: { readonly withTunnel: boolean; readonly inItsNetworkAlone: boolean },
  ): Promise<Agent> {
    const { runtime, stackId, image, labels, reaped } = this.#options;
    let made: Container | undefined;
    const { agent } = await startAgent(runtime, {
      name: `drillbook-${stackId}-sidecar-${this.#made++}`,
      image,
      labels: { ...labels, [partLabel]: 'sidecar' },
      reaped,
      networkMode: `container:${container.id}`,
      ...(inItsNetworkAlone ? {} : { pidMode: `container:${container.id}` }),
      binds: [],
      extraHosts: [],
      capabilities: ['KILL', 'SYS_PTRACE', 'SETUID', 'SETGID', 'DAC_OVERRIDE', 'NET_ADMIN', 'NET_BIND_SERVICE'],
      ...(withTunnel ? { devices: [tunnelDevice] } : {}),
      beforeStart: async created => void (made = created),
      onEvent: () => {},
    });
    // It ends with the service; nothing is left of it then.
    void agent.lost.then(() => (made === undefined ? undefined : unlessGone(made.remove({ force: true, v: true }), [409]))).catch(() => {});
    return agent;
  }
}
