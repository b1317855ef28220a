import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

/** Takes a service off a network as `docker network disconnect` leaves it: interface, address and names are gone. */
export const networkCut = defineFault({
  kind: 'network.cut',
  about: 'A service is cut off a network.',
  settings: z.strictObject({ service: z.string(), network: z.string() }),
  needs: ['network'],
  persistence: 'held',
  summarize: ({ service, network }) => `${service} was cut off the network ${network}`,
  target: ({ service }) => service,
  check({ service, network }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0) return unknown;
    const networks = stack.services.find(({ name }) => name === service)?.networks ?? [];
    return networks.includes(network) ? [] : [`unexpected network "${network}", expected one of ${networks.join(', ')}`];
  },
  async inject({ service: name, network }, { stack }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'network');
    const addresses = async (): Promise<readonly string[]> => (await service.exec(['ip', '-4', '-o', 'address', 'show', 'scope', 'global'], { timeoutMs: 5000 })).stdout.trim().split('\n').filter(Boolean);
    const before = await addresses();
    await control.disconnect(network);
    return {
      async proveEffect() {
        const [networks, now] = await Promise.all([control.networks(), addresses()]);
        return { held: !networks.includes(network) && now.length < before.length, proof: `${name} is on ${networks.length === 0 ? 'no network' : networks.join(', ')} with ${now.length} of ${before.length} addresses` };
      },
      undo: () => control.connect(network),
    };
  },
});
