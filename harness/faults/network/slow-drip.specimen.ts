import type { Specimen } from '../testing/specimen.ts';
import { clientAndWeb, clientIsServed, plugClientInAgain, webIsStopped } from '../testing/two-services.ts';

export const networkSlowDrip: Specimen = {
  kind: 'network.slow-drip',
  settings: { from: 'client', to: 'web', rate: '2k' },
  stack: clientAndWeb,
  works: clientIsServed,
  mend: plugClientInAgain,
  blunt: [webIsStopped],
};
