import { findLayer } from '../engines/processes/package-layer.ts';
import type { Check } from './check.ts';

export const packages: Check = {
  kind: 'packages',
  title: 'real tools',
  engine: 'processes',
  async look() {
    const layer = await findLayer();
    if (layer !== undefined) return { state: 'ok', found: `${layer.packages.length} Debian packages in ${layer.root}` };
    return {
      state: 'later',
      found: 'not fetched yet',
      todo: '`drillbook setup` fetches them with apt-get into the cache; the first drill does it by itself.',
    };
  },
};
