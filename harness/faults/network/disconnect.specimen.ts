import type { Specimen } from '../testing/specimen.ts';
import { clientAndWeb, clientIsServed } from '../testing/two-services.ts';

export const networkDisconnect: Specimen = {
  kind: 'network.disconnect',
  settings: { service: 'web', network: 'default' },
  stack: clientAndWeb,
  works: clientIsServed,
  mend: async ({ stack }) => await stack.services.get('web')?.can.network?.connect('default'),
  blunt: [
    {
      where: 'somebody has taken the service off the network before',
      prepare: async ({ stack }) => await stack.services.get('web')?.can.network?.disconnect('default'),
      restore: async ({ stack }) => await stack.services.get('web')?.can.network?.connect('default'),
      unserved: true,
    },
  ],
};
