import { z } from 'zod';
import type { RunningStack } from '../../engines/engine.ts';
import { unknownService } from '../../operations/known-service.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';
import { portOf, reach, type Reach } from '../reach.ts';

const dialMs = 800;
const discardPort = 9;

/** Takes a service off a network as `docker network disconnect` leaves it: interface, address and names are gone. */
export const networkDisconnect = defineFault({
  kind: 'network.disconnect',
  about: 'A service is taken off a network.',
  symptom: 'Peers find no name or address of it; what it does alone goes on.',
  example: { service: 'api', network: 'back' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    network: z.string().describe('Name of the network, as the Compose file has it (`default` where it names none)'),
  }),
  needs: ['network'],
  persistence: 'held',
  summarize: ({ service, network }) => `${service} was taken off the network ${network}`,
  target: ({ service }) => service,
  check({ service, network }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0) return unknown;
    const networks = stack.services.find(({ name }) => name === service)?.networks ?? [];
    return networks.includes(network) ? [] : [`unexpected network "${network}", expected one of ${networks.join(', ')}`];
  },
  async inject({ service: name, network }, { stack, signal }) {
    const control = needed(serviceOf(stack, name), 'network');
    if (!(await control.networks()).includes(network))
      return {
        proveEffect: async () => ({ held: false, proof: `${name} was not on the network ${network} before` }),
        undo: async () => {},
      };
    const path = await openPath(stack, name, network, signal);
    await control.disconnect(network);
    return {
      proveEffect: () =>
        prove(name, signal, async limit => {
          const [networks, now] = await Promise.all([control.networks(), path.go(limit)]);
          return {
            held: !networks.includes(network) && !now.reached,
            proof: `${name} is on ${networks.length === 0 ? 'no network' : networks.join(', ')}; ${path.what}, which was open, ${now.reached ? 'is open' : `is closed: ${now.message}`}`,
          };
        }),
      async undo() {
        if (!(await control.networks()).includes(network)) await control.connect(network);
      },
    };
  },
});

interface Path {
  readonly what: string;
  go(signal: AbortSignal): Promise<Reach>;
}

/** A way that is open now and leads over this network alone, so that the cut can be measured and not only believed. */
async function openPath(stack: RunningStack, name: string, network: string, signal: AbortSignal): Promise<Path> {
  const own = stack.spec.services.find(service => service.name === name);
  const alone = stack.spec.services.filter(
    peer =>
      peer.name !== name && peer.networks.includes(network) && peer.networks.filter(other => own?.networks.includes(other)).length === 1,
  );
  const ways: Path[] = alone.flatMap(peer => [
    {
      what: `the way from ${name} to ${peer.name}`,
      go: limit => reach(stack, name, peer.name, portOf(peer) ?? discardPort, dialMs, limit),
    },
    { what: `the way from ${peer.name} to ${name}`, go: limit => reach(stack, peer.name, name, portOf(own) ?? discardPort, dialMs, limit) },
  ]);
  // The bastion is on all networks, so it tells only of a service that is on no other.
  if (own?.networks.length === 1)
    ways.push({
      what: `the way from the bastion to ${name}`,
      go: limit => reach(stack, undefined, name, portOf(own) ?? discardPort, dialMs, limit),
    });
  for (const way of ways) if ((await way.go(signal)).reached) return way;
  throw new HarnessError(
    'fault-not-injected',
    `no way to or from ${name} leads over the network ${network} alone, so its loss could not be proven`,
    'Take the service off a network that the service shares with another one that runs, or all networks that they share.',
  );
}
