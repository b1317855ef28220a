import { sells, shopAndPayments, shopIsStopped } from '../testing/shop.ts';
import type { Specimen } from '../testing/specimen.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';

const settings = { service: 'shop', name: 'payments', pooled: 'end' };

export const dnsFail: Specimen = {
  kind: 'dns.fail',
  settings,
  stack: shopAndPayments,
  works: sells,
  mend: 'external',
  blunt: [
    shopIsStopped,
    {
      where: 'the service has no peer',
      settings: { service: 'shop' },
      stack: () => stackOf({ shop: webService('paid', 8080) }),
    },
  ],
};
