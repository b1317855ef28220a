import type { Specimen } from '../testing/specimen.ts';
import { clientAndWeb, clientIsServed, plugClientInAgain } from '../testing/two-services.ts';

export const networkLoss: Specimen = {
  kind: 'network.loss',
  settings: { from: 'client', to: 'web', share: 0.6 },
  stack: clientAndWeb,
  works: clientIsServed,
  mend: plugClientInAgain,
  blunt: [{ where: 'so little is lost that nobody can tell', settings: { from: 'client', to: 'web', share: 0.001 } }],
};
