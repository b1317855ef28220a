import { randomBytes } from 'node:crypto';
import { Unsupported } from '../../support/harness-error.ts';
import { notFound } from '../inside/redirects.ts';
import type { NameControl, UpstreamControl } from '../engine.ts';
import { bastionHost } from './addresses.ts';
import type { Agent } from './agent.ts';
import type { Container } from './runtime.ts';

export interface UpstreamParts {
  readonly names: NameControl;
  readonly running: () => readonly { readonly container: Container }[];
  readonly sidecar: (container: Container) => Promise<Agent | undefined>;
  /** An agent in the bastion's network, with rights that the bastion lacks. */
  readonly besideBastion: () => Promise<Agent>;
}

interface Replaced {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Stubs beside the bastion stand in for a server; the service's own containers make a detour to them. */
export function upstreamControl({ names, running, sidecar, besideBastion }: UpstreamParts): {
  readonly control: UpstreamControl;
  /** Whether a container that starts has to be told. */
  readonly isHarmed: () => boolean;
  readonly tell: (container: Container) => Promise<void>;
} {
  const replaced = new Map<string, Replaced>();
  const ways = (id: string, { addresses, port }: Replaced) =>
    addresses.map(address => ({ id: `${id} ${address}`, address, port, via: address.replace(/\d+$/, String(bastionHost)) }));
  const tell = async (container: Container): Promise<void> => {
    const agent = await sidecar(container);
    for (const [id, one] of replaced) for (const way of ways(id, one)) await agent?.call('detour', way);
  };
  return {
    isHarmed: () => replaced.size > 0,
    tell,
    control: {
      async replace(host, port, script) {
        const { addresses, code } = await names.lookup(host);
        if (addresses.length === 0) throw notFound(`${host} is not found: ${code ?? 'no address'}`);
        const id = randomBytes(6).toString('hex');
        const beside = await besideBastion();
        const one = { addresses, port };
        const end = async (): Promise<void> => {
          replaced.delete(id);
          for (const { container } of running()) {
            const agent = await sidecar(container);
            for (const way of ways(id, one)) await agent?.call('detourEnd', { id: way.id });
          }
          await beside.call('upstreamEnd', { id });
        };
        try {
          await beside.call('upstreamReplace', { id, addresses, port, script });
          replaced.set(id, one);
          for (const { container } of running()) await tell(container);
        } catch (thrown) {
          await end().catch(() => {});
          const { code: kind, message } = thrown as NodeJS.ErrnoException;
          throw kind === 'UNSUPPORTED' ? new Unsupported(message, { cause: thrown }) : thrown;
        }
        return { addresses, counts: () => beside.call('upstreamCounts', { id }), end };
      },
    },
  };
}
