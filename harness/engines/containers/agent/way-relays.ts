import { impairedWay } from '../../inside/impaired-way.ts';
import { PacketRelay } from '../../inside/packet-relay.ts';
import { targetOf } from '../../inside/segments.ts';
import type { AgentCalls } from './protocol.ts';

const relays = new Map<string, PacketRelay>();

/** Each packet goes on into the tunnel of whom it is for, at the port that all tunnels of its way have. On each network one has the same last octet. */
export async function openRelay({ way, prefix, port }: AgentCalls['relay']['in']): Promise<number> {
  const relay = await PacketRelay.open((packet, socket) => {
    const target = targetOf(packet);
    if (target !== undefined) socket.send(packet, port, `${prefix}.${target.split('.').at(-1)}`, () => {});
  });
  relays.set(way, relay);
  return relay.port;
}

export function impairRelay({ way, id, impairment, from, listening }: AgentCalls['impair']['in']): void {
  relays.get(way)?.impair(id, impairedWay(impairment, { from: new Set(from), listening: new Set(listening) }));
}

export function mendRelay(way: string, id: number): void {
  relays.get(way)?.mend(id);
}

export function closeRelay(way: string): void {
  relays.get(way)?.close();
  relays.delete(way);
}
