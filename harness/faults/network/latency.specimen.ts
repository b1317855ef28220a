import type { Specimen } from '../testing/specimen.ts';
import { clientAndWeb, clientIsServed, plugClientInAgain, webIsStopped } from '../testing/two-services.ts';

export const networkLatency: Specimen = {
  kind: 'network.latency',
  settings: { from: 'client', to: 'web', delay: '300ms', jitter: '20ms' },
  stack: clientAndWeb,
  works: clientIsServed,
  mend: plugClientInAgain,
  blunt: [webIsStopped],
};
