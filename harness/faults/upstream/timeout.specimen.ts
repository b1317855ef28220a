import { sells, shopAndPayments, shopIsStopped } from '../testing/shop.ts';
import type { Specimen } from '../testing/specimen.ts';

const settings = { service: 'shop', upstream: 'payments' };

export const upstreamTimeout: Specimen = {
  kind: 'upstream.timeout',
  settings,
  stack: shopAndPayments,
  works: sells,
  mend: 'external',
  blunt: [{ where: 'no request is for its path', settings: { ...settings, path: '/v2/' } }, shopIsStopped],
};
