/** A TCP segment in an IPv4 packet, as far as who sends packets on needs to know it. */
export interface Segment {
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payloadBytes: number;
}

/** Of TCP's header (RFC 9293). */
export const flag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

const tcp = 6;
const [ipBytes, tcpBytes] = [20, 20];

/** Reads a packet; undefined when it is no TCP, not its first fragment, or cut short. */
export function segmentOf(packet: Buffer): Segment | undefined {
  if (targetOf(packet) === undefined || packet[9] !== tcp || (packet.readUInt16BE(6) & 0x1fff) !== 0) return undefined;
  const header = (packet[0]! & 15) * 4;
  const total = Math.min(packet.readUInt16BE(2), packet.length);
  if (header < ipBytes || total < header + tcpBytes) return undefined;
  const payloadBytes = total - header - (packet[header + 12]! >> 4) * 4;
  if (payloadBytes < 0) return undefined;
  return {
    source: addressAt(packet, 12),
    target: addressAt(packet, 16),
    sourcePort: packet.readUInt16BE(header),
    targetPort: packet.readUInt16BE(header + 2),
    seq: packet.readUInt32BE(header + 4),
    ack: packet.readUInt32BE(header + 8),
    flags: packet[header + 13]!,
    payloadBytes,
  };
}

/** Where an IPv4 packet is going; undefined when it is none. */
export function targetOf(packet: Buffer): string | undefined {
  return packet.length >= ipBytes && packet[0]! >> 4 === 4 ? addressAt(packet, 16) : undefined;
}

/** Where an IPv4 packet comes from; undefined when it is none. */
export function sourceOf(packet: Buffer): string | undefined {
  return targetOf(packet) === undefined ? undefined : addressAt(packet, 12);
}

/** The reset by which the target of a segment answers it. */
export function resetBack(to: Segment): Buffer {
  const isAnswer = (to.flags & flag.ack) !== 0;
  const length = to.payloadBytes + (to.flags & flag.syn ? 1 : 0) + (to.flags & flag.fin ? 1 : 0);
  return reset({
    source: to.target,
    target: to.source,
    sourcePort: to.targetPort,
    targetPort: to.sourcePort,
    seq: isAnswer ? to.ack : 0,
    ack: isAnswer ? 0 : (to.seq + length) >>> 0,
    withAck: !isAnswer,
  });
}

/** The reset that its target gets in place of a segment. */
export function resetOnward({ source, target, sourcePort, targetPort, seq, ack }: Segment): Buffer {
  return reset({ source, target, sourcePort, targetPort, seq, ack, withAck: true });
}

function reset(one: Omit<Segment, 'flags' | 'payloadBytes'> & { readonly withAck: boolean }): Buffer {
  const packet = Buffer.alloc(ipBytes + tcpBytes);
  packet[0] = 0x45;
  packet.writeUInt16BE(packet.length, 2);
  packet[8] = 64;
  packet[9] = tcp;
  Buffer.from([...one.source.split('.'), ...one.target.split('.')].map(Number)).copy(packet, 12);
  packet.writeUInt16BE(checksum(packet.subarray(0, ipBytes)), 10);
  packet.writeUInt16BE(one.sourcePort, 20);
  packet.writeUInt16BE(one.targetPort, 22);
  packet.writeUInt32BE(one.seq, 24);
  packet.writeUInt32BE(one.ack, 28);
  packet[32] = (tcpBytes / 4) << 4;
  packet[33] = flag.rst | (one.withAck ? flag.ack : 0);
  // Over a header that stands for the IP one: both addresses, the protocol and the length.
  const pseudo = Buffer.concat([packet.subarray(12, 20), Buffer.from([0, tcp, 0, tcpBytes])]);
  packet.writeUInt16BE(checksum(Buffer.concat([pseudo, packet.subarray(ipBytes)])), 36);
  return packet;
}

/** RFC 1071, of an even number of bytes. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function addressAt(packet: Buffer, at: number): string {
  return packet.subarray(at, at + 4).join('.');
}
