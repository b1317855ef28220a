import { z } from 'zod';
import { parseSize } from '../../support/size.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';
import { checkWayToPort, knownPort, mostQuietBytes, opens, portNumber, quietBytes } from './way.ts';

/** Less is silence; more cannot be measured with as few bytes as the proof sends. */
const [leastRate, mostRate] = [16, 64 * 1024];
const measuredMs = 500;

const rateOf = z
  .string()
  .or(z.int().transform(String))
  .refine(
    text => {
      const bytes = parseSize(text);
      return bytes !== undefined && bytes >= leastRate && bytes <= mostRate;
    },
    { error: 'expected bytes per second from 16 to 64k, such as 500 or 2k' },
  )
  .transform(text => parseSize(text) ?? 0);

/** Lets data between two services pass a few bytes at a time: connections open at once, and none of them goes silent. */
export const networkSlowDrip = defineFault<{ from: string; to: string; rate: number; port?: number | undefined }>({
  kind: 'network.slow-drip',
  about: 'Data between two services drips through, some bytes per second for each connection.',
  symptom:
    'Small requests pass, large ones take minutes, and limits that wait for silence never end them; `PING`, `SELECT 1` and connects succeed.',
  example: { from: 'api', to: 'database', rate: '500' },
  settings: z.strictObject({
    from: z.string().describe('The service that connects'),
    to: z.string().describe('The service at the other end'),
    rate: rateOf.describe('Bytes per second of each connection, each way, from 16 to 64k'),
    port: portNumber.optional().describe('A port on which the other end listens, for the proof; else its first published or exposed one'),
  }) as never,
  needs: ['network'],
  unsupportedWhere: 'the machine has no `/dev/net/tun`',
  persistence: 'external',
  summarize: ({ from, to, rate }) => `connections between ${from} and ${to} carried ${rate} bytes per second`,
  target: ({ from }) => from,
  check: checkWayToPort,
  async inject({ from, to, rate, port }, { stack, signal }) {
    const control = needed(serviceOf(stack, from), 'network');
    const target = knownPort({ from, to, port }, stack.spec) ?? 0;
    const before = await opens(stack, from, to, target, signal);
    const mend = await control.impair(to, { bytesPerSecond: rate });
    const count = Math.min(Math.ceil((rate * measuredMs) / 1000), mostQuietBytes);
    const dueMs = (count / rate) * 1000;
    let packetMs = Infinity;
    return {
      proveEffect: () =>
        prove(
          `the way from ${from} to ${to}`,
          signal,
          async () => {
            const what = `from ${from} to ${to}:${target}`;
            if (!before.opens) return { held: false, proof: `no connection ${what} opened before: ${before.message}` };
            const send = quietBytes(stack.spec, to, target, count);
            const [seen] = await control.attempt(to, { port: target, send, withinMs: dueMs * 2 + 1000 });
            const { connectMs, tookMs = 0, outcome, message } = seen ?? { message: 'is not made' };
            if (connectMs === undefined || outcome !== 'acknowledged') return { held: false, proof: `a connection ${what} ${message}` };
            // A way that is merely slow takes as long to open a connection as to acknowledge what is sent. The quickest of the attempts tells
            // how long that is: a busy machine only adds to it.
            packetMs = Math.min(packetMs, connectMs);
            const sentMs = Math.max(0, tookMs - connectMs - packetMs);
            return { held: sentMs >= dueMs * 0.75, proof: `${count} bytes ${what} took ${Math.round(sentMs)} ms longer than a packet` };
          },
          dueMs * 4 + 4000,
        ),
      undo: mend,
    };
  },
});
