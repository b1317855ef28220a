import type { Specimen } from '../testing/specimen.ts';
import { clientAndWeb, clientIsServed, plugClientInAgain, webIsStopped } from '../testing/two-services.ts';

export const networkCut: Specimen = {
  kind: 'network.cut',
  settings: { from: 'client', to: 'web', as: 'reset' },
  stack: clientAndWeb,
  works: clientIsServed,
  mend: plugClientInAgain,
  blunt: [
    { where: 'nobody listens on the port that is cut', settings: { from: 'client', to: 'web', as: 'refused', port: 9 } },
    { ...webIsStopped, settings: { from: 'client', to: 'web', as: 'refused' } },
  ],
};
