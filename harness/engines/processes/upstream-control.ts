import { randomBytes } from 'node:crypto';
import { Unsupported } from '../../support/harness-error.ts';
import { notFound } from '../inside/redirects.ts';
import type { NameControl, UpstreamControl } from '../engine.ts';
import type { Supervisor } from './supervisor.ts';

/** Stubs of the supervisor stand in for a server, reached from the cell alone. */
export function upstreamControl(supervisor: Supervisor, cell: string, names: NameControl): UpstreamControl {
  return {
    async replace(host, port, script) {
      const { addresses, code } = await names.lookup(host);
      if (addresses.length === 0) throw notFound(`${host} is not found from ${cell}: ${code ?? 'no address'}`);
      const id = randomBytes(6).toString('hex');
      const way = (address: string): { cell: string; id: string; address: string; port: number } => ({
        cell,
        id: `${id} ${address}`,
        address,
        port,
      });
      const end = async (): Promise<void> => {
        for (const address of addresses) await supervisor.call('detourEnd', way(address));
        await supervisor.call('upstreamEnd', { id });
      };
      try {
        await supervisor.call('upstreamReplace', { id, addresses, port, script });
        for (const address of addresses) await supervisor.call('detour', way(address));
      } catch (thrown) {
        await end().catch(() => {});
        const { code: kind, message } = thrown as NodeJS.ErrnoException;
        throw kind === 'UNSUPPORTED' ? new Unsupported(message, { cause: thrown }) : thrown;
      }
      return { addresses, counts: () => supervisor.call('upstreamCounts', { id }), end };
    },
  };
}
