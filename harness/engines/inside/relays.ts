import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from './join.ts';
import type { RelaySpec } from './protocol.ts';

/** What `localhost` is, on a bastion as elsewhere: some clients try only the second. */
const loopbacks = ['127.0.0.1', '::1'];

/**
 * Published ports on the bastion's localhost. As with Docker's own proxy a port is open while its
 * service runs, whether the service listens or not.
 */
export class Relays {
  readonly #open = new Map<RelaySpec, { readonly servers: readonly Server[]; readonly sockets: Set<Socket> }>();
  readonly #specs: readonly RelaySpec[];
  readonly #isUp: (unit: string) => boolean;
  readonly #addressOf: (relay: RelaySpec) => string | undefined;

  constructor(specs: readonly RelaySpec[], isUp: (unit: string) => boolean, addressOf: (relay: RelaySpec) => string | undefined) {
    this.#specs = specs;
    this.#isUp = isUp;
    this.#addressOf = addressOf;
  }

  /** Opens and closes ports after a service or a network changed. */
  update(): void {
    for (const spec of this.#specs) {
      const wanted = this.#isUp(spec.unit) && this.#addressOf(spec) !== undefined;
      const open = this.#open.get(spec);
      if (wanted && open === undefined) this.#listen(spec);
      if (!wanted && open !== undefined) {
        for (const server of open.servers) server.close();
        for (const socket of open.sockets) socket.destroy();
        this.#open.delete(spec);
      }
    }
  }

  #listen(spec: RelaySpec): void {
    const sockets = new Set<Socket>();
    const relay = (incoming: Socket): void => {
      const address = this.#addressOf(spec);
      if (address === undefined) return void incoming.destroy();
      const outgoing = connect({ host: address, port: spec.target, allowHalfOpen: true });
      for (const socket of [incoming, outgoing]) {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      }
      join(incoming, outgoing);
    };
    const servers = loopbacks.map(() => createServer({ allowHalfOpen: true }, relay));
    for (const [index, server] of servers.entries()) {
      // A kernel without IPv6 has no ::1, and nobody asks there.
      if (index > 0) server.on('error', () => undefined);
      server.listen(spec.port, loopbacks[index]);
    }
    this.#open.set(spec, { servers, sockets });
  }
}
