import { sells, shopAndPayments, shopIsStopped } from '../testing/shop.ts';
import type { Specimen } from '../testing/specimen.ts';

const settings = { service: 'shop', upstream: 'payments', as: 'truncated-json' };

export const upstreamGarbage: Specimen = {
  kind: 'upstream.garbage',
  settings,
  stack: shopAndPayments,
  works: sells,
  mend: 'external',
  blunt: [{ where: 'no request is for its path', settings: { ...settings, path: '/v2/' } }, shopIsStopped],
};
