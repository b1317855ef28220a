import { compose } from './docker/compose.ts';
import type { ShimDefinition } from './shim.ts';

/** Compose under its older name. */
export const dockerCompose: ShimDefinition = { kind: 'docker-compose', follows: 'Docker Compose 2.24', run: (call, stack) => compose(call, call.argv, stack) };
