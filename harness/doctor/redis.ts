import { findLayer } from '../engines/processes/package-layer.ts';
import type { Check } from './check.ts';

export const redis: Check = {
  kind: 'redis',
  title: 'Redis',
  engine: 'processes',
  async look() {
    const layer = await findLayer();
    if (layer === undefined) return { state: 'later', found: 'comes with the real tools', todo: 'Run `drillbook setup`, or drill.' };
    const version = layer.packages
      .find(line => line.startsWith('redis-server '))
      ?.split(' ')[1]
      ?.replace(/^\d+:/, '');
    if (version !== undefined) return { state: 'ok', found: `server ${version}` };
    return {
      state: 'absent',
      found: 'not among the fetched packages',
      todo: `Stacks with Redis cannot run: remove ${layer.root} and run \`drillbook setup\` again.`,
    };
  },
};
