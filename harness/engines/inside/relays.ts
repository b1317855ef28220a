import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from './join.ts';
import type { RelaySpec } from './protocol.ts';

/**
 * Published ports on the bastion's localhost. As with Docker's own proxy a port is open while its
 * service runs, whether the service listens or not.
 */
export class Relays {
  readonly #open = new Map<RelaySpec, { readonly server: Server; readonly sockets: Set<Socket> }>();
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
        open.server.close();
        for (const socket of open.sockets) socket.destroy();
        this.#open.delete(spec);
      }
    }
  }

  #listen(spec: RelaySpec): void {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, incoming => {
      const address = this.#addressOf(spec);
      if (address === undefined) return void incoming.destroy();
      const outgoing = connect({ host: address, port: spec.target, allowHalfOpen: true });
      for (const socket of [incoming, outgoing]) {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      }
      join(incoming, outgoing);
    });
    server.listen(spec.port, '127.0.0.1');
    this.#open.set(spec, { server, sockets });
  }
}
