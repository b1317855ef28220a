import type { Specimen } from '../testing/specimen.ts';
import { folder, greeter, greets } from './testing/greeter.ts';

export const deployBadConfig: Specimen = {
  kind: 'deploy.bad-config',
  settings: { service: 'web', environment: { WHOM: 'nobody' } },
  stack: () => greeter(),
  works: greets,
  // As `docker compose up -d` does with what is not as its file says.
  mend: async ({ stack }) => await stack.services.get('web')?.can.deploy?.with(undefined),
  blunt: [
    {
      where: 'the program is given the variable by its own start',
      stack: () => greeter({ run: `env WHOM=world node ${folder}/server.js` }),
    },
  ],
};
