import { sells, shopAndPayments, shopIsStopped } from '../testing/shop.ts';
import type { Specimen } from '../testing/specimen.ts';

const settings = { service: 'shop', upstream: 'payments', status: 503, retryAfter: '30s' };

export const upstreamStatus: Specimen = {
  kind: 'upstream.status',
  settings,
  stack: shopAndPayments,
  works: sells,
  mend: 'external',
  blunt: [{ where: 'no request is for its path', settings: { ...settings, path: '/v2/' } }, shopIsStopped],
};
