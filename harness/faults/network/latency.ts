import { z } from 'zod';
import { parseDuration } from '../../support/duration.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';
import { checkWayToPort, knownPort, opens, portNumber } from './way.ts';

/** Less cannot be told from the pace of a busy machine; more is an outage, not a slow network. */
const [leastMs, mostMs] = [20, 10_000];

const duration = (least: number, most: number, said: string): z.ZodType<number, string> =>
  z
    .string()
    .refine(
      text => {
        const ms = parseDuration(text);
        return ms !== undefined && ms >= least && ms <= most;
      },
      { error: `expected a duration from ${said}` },
    )
    .transform(text => parseDuration(text) ?? 0);

/** Delays every packet between two services, in both directions. */
export const networkLatency = defineFault<{ from: string; to: string; delay: number; jitter: number; port?: number | undefined }>({
  kind: 'network.latency',
  about: 'The network between two services is slow.',
  symptom: 'Requests that cross the way take longer or run into their limits; `PING` and `SELECT 1` succeed.',
  example: { from: 'api', to: 'database', delay: '300ms', jitter: '50ms' },
  settings: z
    .strictObject({
      from: z.string().describe('The service that connects'),
      to: z.string().describe('The service at the other end'),
      delay: duration(leastMs, mostMs, '20ms to 10s, such as 300ms').describe('What every packet takes longer each way, from 20ms to 10s'),
      jitter: duration(0, mostMs / 2, '0ms to half of the delay, such as 50ms')
        .default(0)
        .describe('By how much that varies, up and down; at most half of the delay. 0ms'),
      port: portNumber.optional().describe('A port on which the other end listens, for the proof; else its first published or exposed one'),
    })
    .refine(({ delay, jitter }) => jitter <= delay / 2, {
      path: ['jitter'],
      error: 'expected at most half of the delay',
    }) as never,
  needs: ['network'],
  unsupportedWhere: 'the machine has no `/dev/net/tun`',
  persistence: 'external',
  summarize: ({ from, to, delay, jitter }) =>
    `packets between ${from} and ${to} took ${delay} ms${jitter === 0 ? '' : ` ± ${jitter} ms`} longer each way`,
  target: ({ from }) => from,
  check: checkWayToPort,
  async inject({ from, to, delay, jitter, port }, { stack, signal }) {
    const control = needed(serviceOf(stack, from), 'network');
    const target = knownPort({ from, to, port }, stack.spec) ?? 0;
    const before = await opens(stack, from, to, target, signal);
    const mend = await control.impair(to, { delayMs: delay, jitterMs: jitter });
    const withinMs = delay * 4 + 1000;
    // A connection opens when a packet has gone each way. The line keeps them in order, so jitter rather adds to it.
    const needsMs = (delay - jitter) * 1.5;
    return {
      proveEffect: () =>
        prove(
          `the way from ${from} to ${to}`,
          signal,
          async () => {
            const what = `from ${from} to ${to}:${target}`;
            if (!before.opens) return { held: false, proof: `no connection ${what} opened before: ${before.message}` };
            let quickestMs = Number.POSITIVE_INFINITY;
            // A busy machine only ever adds to it: the quickest of several, made at different times, tells.
            for (let round = 0; round < 2 && quickestMs >= needsMs; round++) {
              const seen = await control.attempt(to, { port: target, connections: 2, withinMs });
              for (const { connectMs, message } of seen) {
                if (connectMs === undefined) return { held: false, proof: `a connection ${what} does not open: ${message}` };
                quickestMs = Math.min(quickestMs, connectMs);
              }
            }
            return { held: quickestMs >= needsMs, proof: `a connection ${what} takes ${Math.round(quickestMs)} ms to open` };
          },
          withinMs * 2 + 2000,
        ),
      undo: mend,
    };
  },
});
