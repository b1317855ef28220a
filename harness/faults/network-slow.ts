import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { parseDuration } from '../support/duration.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';
import { notInjected, prove } from './proof.ts';
import { portOf, reach } from './reach.ts';

/** Less cannot be told from the pace of a busy machine; more is an outage, not a slow network. */
const [leastMs, mostMs] = [20, 10_000];
const duration = z
  .string()
  .refine(
    text => {
      const ms = parseDuration(text);
      return ms !== undefined && ms >= leastMs && ms <= mostMs;
    },
    { error: 'expected a duration from 20ms to 10s, such as 300ms' },
  )
  .transform(text => parseDuration(text) ?? 0);

/** Delays every packet between two services, in both directions. */
export const networkSlow = defineFault<{ service: string; peer: string; port?: number | undefined; delay: number }>({
  kind: 'network.slow',
  about: 'The network between two services is slow.',
  settings: z.strictObject({
    service: z.string(),
    peer: z.string(),
    delay: duration,
    /** A port on which the peer listens, for the proof; else its first published or exposed one. */ port: z
      .int()
      .min(1)
      .max(65_535)
      .optional(),
  }) as never,
  needs: ['network'],
  persistence: 'external',
  summarize: ({ service, peer, delay }) => `packets between ${service} and ${peer} took ${delay} ms longer each way`,
  target: ({ service }) => service,
  check({ service, peer, port }, stack) {
    const unknown = [...unknownService(service, stack), ...unknownService(peer, stack)];
    if (unknown.length > 0) return unknown;
    const [one, other] = [service, peer].map(name => stack.services.find(candidate => candidate.name === name));
    if (service === peer) return [`unexpected peer "${peer}", expected another service than ${service}`];
    if (!one?.networks.some(network => other?.networks.includes(network)))
      return [`unexpected peer "${peer}", expected one that shares a network with ${service}`];
    return (port ?? portOf(other)) === undefined ? [`unexpected absence of a known port of ${peer}, expected \`port\` for the proof`] : [];
  },
  async inject({ service, peer, port, delay }, { stack, signal }) {
    const control = needed(serviceOf(stack, service), 'network');
    const target = port ?? portOf(stack.spec.services.find(({ name }) => name === peer)) ?? 0;
    const go = (limit: AbortSignal): ReturnType<typeof reach> => reach(stack, service, peer, target, delay * 4 + 1000, limit);
    // What a connection costs anyhow: the quickest of three, for a busy machine only ever adds to it.
    let usualMs = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 3; tries++) {
      const { reached, tookMs, message } = await go(signal);
      if (!reached)
        throw notInjected(
          `${peer}:${target} cannot be reached from ${service}, so a delay could not be proven`,
          message,
          'Name with `port` one on which the peer listens.',
        );
      usualMs = Math.min(usualMs, tookMs);
    }
    await control.delay(peer, delay);
    return {
      proveEffect: () =>
        prove(
          `the way from ${service} to ${peer}`,
          signal,
          async limit => {
            // A connection needs one packet each way. A single slow one may be the machine's own doing.
            const needsMs = delay * 1.5;
            let extraMs = Number.POSITIVE_INFINITY;
            for (let tries = 0; tries < 2 && extraMs >= needsMs; tries++) {
              const { reached, tookMs, message } = await go(limit);
              if (!reached) return { held: false, proof: `no connection from ${service} to ${peer}:${target}: ${message}` };
              extraMs = Math.min(extraMs, tookMs - usualMs);
            }
            return {
              held: extraMs >= needsMs,
              proof: `a connection from ${service} to ${peer}:${target} takes ${Math.max(0, Math.round(extraMs))} ms longer than before`,
            };
          },
          delay * 10 + 2000,
        ),
      undo: () => control.undelay(peer),
    };
  },
});
