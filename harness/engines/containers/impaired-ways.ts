import { Unsupported } from '../../support/harness-error.ts';
import type { Impairment } from '../engine.ts';
import { bastionHost, type StackNetwork } from './addresses.ts';
import type { Agent } from './agent.ts';
import type { Container } from './runtime.ts';

/** One side of a way, as it is now. */
export interface WaySide {
  readonly networks: readonly StackNetwork[];
  readonly instances: readonly { readonly container: Container; /** Last octet. */ readonly host: number }[];
}

export interface ImpairedWaysParts {
  readonly bastion: () => Agent;
  /** Beside a container, with rights for tunnels; undefined when it does not run. */
  readonly sidecar: (container: Container) => Promise<Agent | undefined>;
  readonly side: (service: string) => WaySide;
}

interface Way {
  readonly id: string;
  readonly services: readonly [string, string];
  /** Its tunnels lead over this one, whichever their packets were for. */
  readonly via: StackNetwork;
  /** Where the bastion takes its packets. */
  readonly viaPort: number;
  /** Where all its tunnels take them back. */
  readonly port: number;
  /** By container; a restarted one has another agent. */
  readonly tunnels: Map<string, Agent>;
  readonly impairments: Map<number, { readonly impairment: Impairment; readonly from: string; addresses: string }>;
}

let made = 0;

/** Ways between services that lead through the bastion, which harms their packets. They last until they are mended, whoever is restarted. */
export class ImpairedWays {
  readonly #parts: ImpairedWaysParts;
  readonly #ways = new Map<string, Way>();
  #last: Promise<unknown> = Promise.resolve();
  #impairments = 0;

  constructor(parts: ImpairedWaysParts) {
    this.#parts = parts;
  }

  /** Resolves to what ends it. */
  async impair(from: string, to: string, impairment: Impairment): Promise<() => Promise<void>> {
    return await this.#inTurn(async () => {
      const key = [from, to].sort().join(' ');
      const way = this.#ways.get(key) ?? (await this.#make(key, from, to));
      try {
        const listening = await this.#lead(way, from);
        const id = this.#impairments++;
        way.impairments.set(id, { impairment, from, addresses: '' });
        await this.#tell(way, id, listening);
        return () => this.#inTurn(() => this.#mend(key, id));
      } catch (thrown) {
        if (way.impairments.size === 0) await this.#end(key, way).catch(() => {});
        const { code, message } = thrown as NodeJS.ErrnoException;
        // Docker says so when it has no such device to give.
        if (code === 'UNSUPPORTED' || /\/dev\/net\/tun/.test(message)) throw new Unsupported(message, { cause: thrown });
        throw thrown;
      }
    });
  }

  /** After a service was started or scaled: its new instances are led the same way. */
  async lead(): Promise<void> {
    if (this.#ways.size === 0) return;
    await this.#inTurn(async () => {
      // What ends meanwhile needs no tunnel; that a way harms nobody any more is seen by whoever proves it.
      for (const way of this.#ways.values()) {
        await this.#lead(way).catch(() => {});
        for (const [id] of way.impairments) await this.#tell(way, id, []).catch(() => {});
      }
    });
  }

  /** A service was plugged in or out: its ways lead over the networks that are left; what has none is over, and nothing harms a new line. */
  async rewire(service: string): Promise<void> {
    if (this.#ways.size === 0) return;
    await this.#inTurn(async () => {
      // Those that are there now: one that is made anew is none of them.
      const ways = [...this.#ways];
      for (const [key, way] of ways) {
        if (!way.services.includes(service)) continue;
        const kept = [...way.impairments];
        await this.#end(key, way);
        if (this.#shared(...way.services).length === 0) continue;
        const anew = await this.#make(key, ...way.services);
        for (const [id, known] of kept) {
          anew.impairments.set(id, { ...known, addresses: '' });
          await this.#tell(anew, id, await this.#lead(anew, known.from));
        }
      }
    });
  }

  async #make(key: string, from: string, to: string): Promise<Way> {
    const id = `way${made++}`;
    const port = 20_000 + (made % 10_000);
    const [via] = this.#shared(from, to);
    if (via === undefined) throw new Error(`unexpected lack of a way from ${from} to ${to}, expected a network that both are on`);
    const way: Way = {
      id,
      via,
      services: [from, to],
      port,
      viaPort: await this.#parts.bastion().call('relay', { way: id, prefix: via.prefix, port }),
      tunnels: new Map(),
      impairments: new Map(),
    };
    this.#ways.set(key, way);
    return way;
  }

  /** Makes the tunnels that are missing. Answers on which ports `from` listens. */
  async #lead(way: Way, from?: string): Promise<readonly number[]> {
    const [one, other] = way.services;
    const sides = [
      [one, other],
      [other, one],
    ] as const;
    const answers = await Promise.all(
      sides.flatMap(([name, peer]) => {
        const shared = this.#shared(name, peer);
        const peers = this.#parts.side(peer).instances;
        return this.#parts.side(name).instances.map(async ({ container, host }) => {
          const agent = await this.#parts.sidecar(container);
          if (agent === undefined) return [];
          const listening = await agent.call('tunnel', {
            device: way.id,
            via: `${way.via.prefix}.${bastionHost}`,
            viaPort: way.viaPort,
            port: way.port,
            routes: shared.flatMap(({ prefix }) => peers.map(to => ({ own: `${prefix}.${host}`, peer: `${prefix}.${to.host}` }))),
          });
          way.tunnels.set(container.id, agent);
          return name === from ? listening : [];
        });
      }),
    );
    return answers.flat();
  }

  /** Whose packets are meant may change with each instance. */
  async #tell(way: Way, id: number, listening: readonly number[]): Promise<void> {
    const known = way.impairments.get(id);
    if (known === undefined) return;
    const addresses = this.#addresses(known.from, way.services.find(name => name !== known.from) ?? '');
    if (addresses.join(' ') === known.addresses) return;
    await this.#parts.bastion().call('impair', { way: way.id, id, impairment: known.impairment, from: addresses, listening });
    known.addresses = addresses.join(' ');
  }

  async #mend(key: string, id: number): Promise<void> {
    const way = this.#ways.get(key);
    if (way?.impairments.delete(id) !== true) return;
    if (way.impairments.size === 0) await this.#end(key, way);
    else await this.#parts.bastion().call('mend', { way: way.id, id });
  }

  async #end(key: string, way: Way): Promise<void> {
    way.impairments.clear();
    if (this.#ways.get(key) === way) this.#ways.delete(key);
    // An agent that is gone has taken its tunnel along.
    await Promise.allSettled([...way.tunnels.values()].map(agent => agent.call('untunnel', { device: way.id })));
    await this.#parts.bastion().call('unrelay', { way: way.id });
  }

  #shared(name: string, peer: string): readonly StackNetwork[] {
    const others = this.#parts.side(peer).networks;
    return this.#parts.side(name).networks.filter(network => others.some(other => other.name === network.name));
  }

  #addresses(name: string, peer: string): readonly string[] {
    return this.#shared(name, peer).flatMap(({ prefix }) => this.#parts.side(name).instances.map(({ host }) => `${prefix}.${host}`));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
