import { expect, test } from '@playwright/test';
import type { Impairment } from './protocol.ts';
import { impairedWay } from './impaired-way.ts';
import { flag, segmentOf, type Segment } from './segments.ts';

const [web, cache] = ['198.18.0.10', '198.18.0.11'];
const { syn, ack, rst, fin } = flag;

/** A packet as a kernel sends it, without sums. */
function packetOf({
  source,
  target,
  sourcePort,
  targetPort,
  seq = 1000,
  ack: acked = 0,
  flags,
  payloadBytes = 0,
}: Partial<Segment>): Buffer {
  const packet = Buffer.alloc(40 + payloadBytes);
  packet[0] = 0x45;
  packet.writeUInt16BE(packet.length, 2);
  packet[9] = 6;
  Buffer.from([...source!.split('.'), ...target!.split('.')].map(Number)).copy(packet, 12);
  packet.writeUInt16BE(sourcePort!, 20);
  packet.writeUInt16BE(targetPort!, 22);
  packet.writeUInt32BE(seq, 24);
  packet.writeUInt32BE(acked, 28);
  packet[32] = 5 << 4;
  packet[33] = flags!;
  return packet;
}
const out = (flags: number, payloadBytes = 0, more: Partial<Segment> = {}): Buffer =>
  packetOf({ source: web, target: cache, sourcePort: 40_000, targetPort: 6379, seq: 1000, ack: 5000, flags, payloadBytes, ...more });
const back = (flags: number, payloadBytes = 0, more: Partial<Segment> = {}): Buffer =>
  packetOf({ source: cache, target: web, sourcePort: 6379, targetPort: 40_000, seq: 5000, ack: 1000, flags, payloadBytes, ...more });

const way = (impairment: Impairment, listening: readonly number[] = [], random?: () => number): ReturnType<typeof impairedWay> =>
  impairedWay(impairment, { from: new Set([web]), listening: new Set(listening), ...(random === undefined ? {} : { random }) });

/** `passes`, or what comes instead: `rst to web seq ack`. */
function told(filter: ReturnType<typeof impairedWay>, packet: Buffer): readonly string[] {
  return filter(packet, 0).map(step => {
    if (step.packet === packet) return 'passes';
    const segment = segmentOf(step.packet)!;
    return `${segment.flags & rst ? 'rst' : '?'} to ${segment.target === web ? 'web' : 'cache'} ${segment.seq} ${segment.ack}`;
  });
}

for (const [impairment, expected] of [
  [{ treat: 'dropped' }, { syn: [], answer: [], ack: [], payload: [], reply: [], fin: [], rst: [] }],
  [
    { treat: 'refused' },
    {
      syn: ['rst to web 0 1001'],
      answer: ['rst to cache 1000 0', 'rst to web 5000 1000'],
      ack: ['rst to web 5000 0', 'rst to cache 1000 5000'],
      payload: ['rst to web 5000 0', 'rst to cache 1000 5000'],
      reply: ['rst to cache 1000 0', 'rst to web 5000 1000'],
      fin: ['rst to web 5000 0', 'rst to cache 1000 5000'],
      rst: ['passes'],
    },
  ],
  [
    { treat: 'reset' },
    {
      syn: ['passes'],
      answer: ['passes'],
      ack: ['passes'],
      payload: ['rst to web 5000 0', 'rst to cache 1000 5000'],
      reply: ['rst to cache 1000 0', 'rst to web 5000 1000'],
      fin: ['passes'],
      rst: ['passes'],
    },
  ],
  [{ treat: 'silent' }, { syn: ['passes'], answer: ['passes'], ack: ['passes'], payload: [], reply: [], fin: ['passes'], rst: ['passes'] }],
] as const) {
  test(`the treatment ${impairment.treat} says of each kind of segment what becomes of it`, () => {
    const filter = way(impairment);
    expect({
      syn: told(filter, out(syn, 0, { ack: 0 })),
      answer: told(filter, back(syn | ack)),
      ack: told(filter, out(ack)),
      payload: told(filter, out(ack, 10)),
      reply: told(filter, back(ack, 10)),
      fin: told(filter, out(fin | ack)),
      rst: told(filter, out(rst)),
    }).toEqual(expected);
  });
}

test('connections that the peer makes are left alone, whether they were opened before or after', () => {
  for (const treat of ['refused', 'reset', 'silent'] as const) {
    const filter = way({ treat }, [8080]);
    const peers = { source: cache, target: web, sourcePort: 50_000, targetPort: 9090, ack: 0 };
    const answers = { source: web, target: cache, sourcePort: 9090, targetPort: 50_000 };
    expect(told(filter, packetOf({ ...peers, flags: syn })), treat).toEqual(['passes']);
    expect(told(filter, packetOf({ ...answers, flags: syn | ack })), treat).toEqual(['passes']);
    expect(told(filter, packetOf({ ...peers, flags: ack, payloadBytes: 5 })), treat).toEqual(['passes']);
    expect(told(filter, packetOf({ ...peers, targetPort: 8080, flags: ack, payloadBytes: 5 })), treat).toEqual(['passes']);
    expect(told(filter, packetOf({ ...answers, sourcePort: 8080, flags: ack, payloadBytes: 5 })), treat).toEqual(['passes']);
    expect(told(filter, out(ack, 5)), treat).not.toEqual(['passes']);
  }
});

test('a port narrows a treatment to connections to it, and what is no TCP passes then', () => {
  const other = out(ack, 5, { targetPort: 22 });
  const udp = out(0);
  udp[9] = 17;
  for (const treat of ['refused', 'reset', 'silent', 'dropped'] as const) {
    const filter = way({ treat, port: 6379 });
    expect(told(filter, other), treat).toEqual(['passes']);
    expect(told(filter, udp), treat).toEqual(['passes']);
    expect(told(filter, out(ack, 5)), treat).not.toEqual(['passes']);
  }
  expect(told(way({ treat: 'dropped' }), udp)).toEqual([]);
  expect(told(way({ treat: 'refused' }), udp)).toEqual(['passes']);
});

test('what is cut short, no IPv4 or a later fragment is not taken for a segment', () => {
  const whole = out(ack, 5);
  for (let length = 0; length < 40; length++) expect(segmentOf(whole.subarray(0, length)), String(length)).toBeUndefined();
  const sixth = Buffer.from(whole);
  sixth[0] = 0x65;
  const fragment = Buffer.from(whole);
  fragment.writeUInt16BE(3, 6);
  const wideHeader = Buffer.from(whole);
  wideHeader[32] = 15 << 4;
  expect([sixth, fragment, wideHeader].map(segmentOf)).toEqual([undefined, undefined, undefined]);
  expect(way({ treat: 'reset' })(sixth, 0)).toEqual([]);
});

test('packets keep their order under jitter, and each direction has its own line', () => {
  const chances = [1, 0, 0.5, 0];
  const filter = way({ delayMs: 100, jitterMs: 40 }, [], () => chances.shift() ?? 0);
  const [first] = filter(out(ack), 0);
  const [second] = filter(out(ack), 10);
  const [reply] = filter(back(ack), 10);
  expect([first?.at, second?.at, reply?.at]).toEqual([140, 140, 110]);
});

test('the share of packets that is lost is lost in both directions', () => {
  const chances = [0.1, 0.2, 0.3, 0.29];
  const filter = way({ loss: 0.3 }, [], () => chances.shift() ?? 0);
  expect([out(ack), back(ack), out(ack), back(ack)].map(packet => filter(packet, 0).length)).toEqual([0, 0, 1, 0]);
});

test('a slow line carries the payload of each connection at its rate, forgets repetitions and takes no more than it can carry soon', () => {
  const filter = way({ bytesPerSecond: 1000 });
  const at = (packet: Buffer, nowMs = 0): number | undefined => filter(packet, nowMs)[0]?.at;
  expect(at(out(syn))).toBe(0);
  expect(at(out(ack, 500, { seq: 1000 }))).toBe(500);
  expect(at(out(ack, 500, { seq: 1500 }))).toBe(1000);
  expect(at(out(ack, 500, { seq: 1000 }), 200)).toBeUndefined();
  expect(at(out(fin | ack, 0, { seq: 2000 }))).toBe(1000);
  expect(at(out(ack, 500, { sourcePort: 40_001 }))).toBe(500);
  expect(at(back(ack, 100))).toBe(100);
  expect(at(out(ack, 3000, { seq: 2000 }))).toBe(4000);
  expect(at(out(ack, 500, { seq: 5000 }))).toBeUndefined();
  expect(at(out(ack, 500, { seq: 2000 }), 6000)).toBe(6500);
});
