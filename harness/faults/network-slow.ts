import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { parseDuration } from '../support/duration.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

const duration = z.string().refine(text => parseDuration(text) !== undefined, { error: 'expected a duration, such as 300ms' }).transform(text => parseDuration(text) ?? 0);

/** Delays every packet between two services, in both directions. */
export const networkSlow = defineFault<{ service: string; peer: string; port?: number | undefined; delay: number }>({
  kind: 'network.slow',
  about: 'The network between two services is slow.',
  settings: z.strictObject({ service: z.string(), peer: z.string(), delay: duration, /** A port on which the peer listens, for the proof; else its first published or exposed one. */ port: z.int().min(1).max(65_535).optional() }) as never,
  needs: ['network'],
  persistence: 'external',
  summarize: ({ service, peer, delay }) => `packets between ${service} and ${peer} took ${delay} ms longer each way`,
  target: ({ service }) => service,
  check({ service, peer, port }, stack) {
    const unknown = [...unknownService(service, stack), ...unknownService(peer, stack)];
    if (unknown.length > 0) return unknown;
    return portOf(stack.services.find(({ name }) => name === peer), port) === undefined ? [`unexpected absence of a known port of ${peer}, expected \`port\` for the proof`] : [];
  },
  async inject({ service, peer, port, delay }, { stack }) {
    const control = needed(serviceOf(stack, service), 'network');
    const target = portOf(stack.spec.services.find(({ name }) => name === peer), port) ?? 0;
    await control.delay(peer, delay);
    return {
      async proveEffect() {
        const began = performance.now();
        try {
          (await stack.dial(peer, target, { from: service, timeoutMs: delay * 4 + 2000 })).destroy();
        } catch (thrown) {
          return { held: false, proof: `no connection from ${service} to ${peer}:${target}: ${messageOf(thrown)}` };
        }
        const tookMs = performance.now() - began;
        // A connection needs one packet each way.
        return { held: tookMs >= delay * 2, proof: `a connection from ${service} to ${peer}:${target} takes ${Math.round(tookMs)} ms` };
      },
      undo: () => control.undelay(peer),
    };
  },
});

function portOf(service: { readonly ports: readonly { readonly target: number }[]; readonly expose: readonly number[]; readonly run?: { readonly command: string } } | undefined, port: number | undefined): number | undefined {
  const usual = service?.run?.command.startsWith('postgres') ? 5432 : service?.run?.command.startsWith('redis') ? 6379 : undefined;
  return port ?? service?.ports[0]?.target ?? service?.expose[0] ?? usual;
}
