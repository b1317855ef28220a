import { waitUntil } from '../../support/clock.ts';
import type { Specimen } from '../testing/specimen.ts';
import { folder, greeter, greets, restartWeb } from './testing/greeter.ts';

const file = `${folder}/server.js`;

export const deployBadVersion: Specimen = {
  kind: 'deploy.bad-version',
  settings: { service: 'web', files: [{ file, replace: '.listen(', with: '.listn(' }] },
  stack: () => greeter(),
  works: greets,
  async mend(bench) {
    await bench.must("sed -i 's/listn/listen/' /opt/web/server.js");
    await restartWeb(bench);
  },
  blunt: [
    {
      where: 'each start brings the program anew',
      // Else it has not been brought yet.
      prepare: async bench => void (await waitUntil(() => greets(bench), { withinMs: 20_000, everyMs: 50, signal: bench.signal })),
      settings: { service: 'web', files: [{ file: '/tmp/server.js', replace: '.listen(', with: '.listn(' }] },
      stack: () => greeter({ run: `cp ${folder}/server.js /tmp/ && exec node /tmp/server.js` }),
    },
  ],
};
