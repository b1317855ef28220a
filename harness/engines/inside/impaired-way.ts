import type { Impairment } from './protocol.ts';
import { flag, resetBack, resetOnward, segmentOf, sourceOf, targetOf, type Segment } from './segments.ts';

/** A packet that goes on, to where it says itself; `at` is on the clock of whoever asked. */
export interface Step {
  readonly packet: Buffer;
  readonly at: number;
}

export interface WayEnds {
  /** Addresses of the service whose connections are meant. */
  readonly from: ReadonlySet<string>;
  /** Ports on which it listens itself: connections to them that were open before are its peer's. */
  readonly listening: ReadonlySet<number>;
  readonly random?: () => number;
}

/** A connection whose queue is longer than this loses packets, as on a real line, so that TCP slows down. */
const longestQueueMs = 3000;
/** Connections that are remembered; those that were not seen for the longest time are forgotten. */
const mostConnections = 20_000;

/** What becomes of each packet between two services. Pure but for its memory of connections: the clock and chance come from outside. */
export function impairedWay(impairment: Impairment, ends: WayEnds): (packet: Buffer, nowMs: number) => readonly Step[] {
  const { delayMs = 0, jitterMs = 0, loss = 0, bytesPerSecond, treat, port } = impairment;
  const random = ends.random ?? Math.random;
  const peersOwn = new Set<string>();
  const paced = new Map<string, { until: number; end: number }>();
  const lines = new Map<string, number>();

  /** Of the connections that `from` opened, to `port` where it is given. */
  const isMeant = (segment: Segment): boolean => {
    const outward = ends.from.has(segment.source);
    const [own, other] = outward ? [segment.sourcePort, segment.targetPort] : [segment.targetPort, segment.sourcePort];
    const connection = connectionOf(segment, outward);
    if ((segment.flags & (flag.syn | flag.ack)) === flag.syn) {
      if (outward) peersOwn.delete(connection);
      else remember(peersOwn, connection);
    }
    return !peersOwn.has(connection) && !ends.listening.has(own) && (port === undefined || port === other);
  };

  /** When the line has carried this segment, of those of its connection that go the same way; undefined when it is not taken. */
  const pace = (segment: Segment, nowMs: number, rate: number): number | undefined => {
    const key = connectionOf(segment, true);
    const line = paced.get(key) ?? { until: nowMs, end: segment.seq };
    paced.delete(key);
    const isWaiting = line.until > nowMs;
    const end = (segment.seq + segment.payloadBytes) >>> 0;
    // Sent again by an impatient sender, while the first one is still on its way.
    const isAgain = segment.payloadBytes > 0 && isWaiting && ((end - line.end) | 0) <= 0;
    const isTaken = !isAgain && line.until - nowMs <= longestQueueMs;
    if (isTaken) {
      line.until = Math.max(line.until, nowMs) + (segment.payloadBytes / rate) * 1000;
      if (segment.payloadBytes > 0) line.end = end;
    }
    paced.set(key, line);
    forgetOldest(paced);
    return isTaken ? line.until : undefined;
  };

  return (packet, nowMs) => {
    const [source, target] = [sourceOf(packet), targetOf(packet)];
    if (source === undefined || target === undefined) return [];
    if (treat === 'dropped' && port === undefined) return [];
    const segment = segmentOf(packet);
    if (treat !== undefined && segment !== undefined && isMeant(segment)) {
      const instead = treated(treat, segment);
      if (instead !== undefined) return instead.map(one => ({ packet: one, at: nowMs }));
    }
    if (loss > 0 && random() < loss) return [];
    let at = nowMs;
    if (bytesPerSecond !== undefined && segment !== undefined) {
      const carried = pace(segment, nowMs, bytesPerSecond);
      if (carried === undefined) return [];
      at = carried;
    }
    if (delayMs > 0) {
      const line = `${source} ${target}`;
      at = Math.max(at + Math.max(0, delayMs + (random() * 2 - 1) * jitterMs), lines.get(line) ?? 0);
      lines.set(line, at);
    }
    return [{ packet, at }];
  };
}

/** What goes on in place of a segment; undefined when it passes. */
function treated(treat: NonNullable<Impairment['treat']>, segment: Segment): readonly Buffer[] | undefined {
  if (treat === 'dropped') return [];
  // An end has given up: the other one may know.
  if (segment.flags & flag.rst) return undefined;
  switch (treat) {
    case 'refused':
      return (segment.flags & (flag.syn | flag.ack)) === flag.syn ? [resetBack(segment)] : [resetBack(segment), resetOnward(segment)];
    case 'reset':
      return segment.payloadBytes === 0 ? undefined : [resetBack(segment), resetOnward(segment)];
    case 'silent':
      return segment.payloadBytes === 0 ? undefined : [];
  }
}

function connectionOf(segment: Segment, outward: boolean): string {
  const ends = [`${segment.source}:${segment.sourcePort}`, `${segment.target}:${segment.targetPort}`];
  return (outward ? ends : ends.reverse()).join(' ');
}

function remember(known: Set<string>, connection: string): void {
  known.delete(connection);
  known.add(connection);
  forgetOldest(known);
}

function forgetOldest(known: Set<string> | Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > mostConnections && oldest !== undefined) known.delete(oldest);
}
