import { compose } from './compose/compose.ts';
import type { ShimDefinition } from './shim.ts';

/** Compose under its older name; it answers as `docker compose` does. */
export const dockerCompose: ShimDefinition = {
  kind: 'docker-compose',
  follows: 'Docker Compose 2.29',
  about: 'The same as `docker compose`, under its older name.',
  run: (call, stack) => compose(call, call.argv, stack),
};
