import { rmSync } from 'node:fs';
import type { StubCounts, StubScript } from './protocol.ts';
import { Redirects } from './redirects.ts';
import { Stub } from './stub.ts';

export interface UpstreamRequest {
  readonly id: string;
  /** Of the server. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly script: StubScript;
}

interface Replaced {
  readonly stub: Stub;
  readonly places: readonly string[];
}

/** Stubs in the bastion's network that stand in the place of servers, towards whoever makes a detour to them. */
export class Upstreams {
  readonly #redirects = new Redirects();
  readonly #replaced = new Map<string, Replaced>();

  async replace({ id, addresses, port, script }: UpstreamRequest): Promise<void> {
    const stub = new Stub(script);
    const places = addresses.map((_, index) => `/tmp/.upstream-${id}-${index}`);
    this.#replaced.set(id, { stub, places });
    try {
      for (const [index, address] of addresses.entries()) {
        const path = places[index] ?? '';
        await stub.listen({ path }, { address, port });
        await this.#redirects.capture({ id: path, address, port, to: `UNIX-CONNECT:${path}` });
      }
    } catch (thrown) {
      await this.end(id);
      throw thrown;
    }
  }

  counts(id: string): StubCounts {
    return this.#replaced.get(id)?.stub.counts() ?? { harmed: 0, passed: 0, looks: 0 };
  }

  /** Fine when there is none. */
  async end(id: string): Promise<void> {
    const replaced = this.#replaced.get(id);
    if (replaced === undefined) return;
    for (const place of replaced.places) await this.#redirects.close(place);
    replaced.stub.close();
    for (const place of replaced.places) rmSync(place, { force: true });
    this.#replaced.delete(id);
  }
}
