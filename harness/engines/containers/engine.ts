import type { Stack } from '../../model/stack.ts';
import type { Engine } from '../engine.ts';

/** Testcontainers on Docker: a team's own images. Loaded when it is first asked for: who drills without Docker pays nothing for it. */
export const containers: Engine = {
  kind: 'containers',
  lacks,
  available: async () => (await import('./on-docker.ts')).available(),
  prepare: async (stack, onProgress) => (await import('./on-docker.ts')).prepare(stack, onProgress),
  examine: async stack => (await import('./on-docker.ts')).examine(stack),
  start: async (stack, options) => (await import('./start-stack.ts')).startStack(stack, options),
};

function lacks(stack: Stack): readonly string[] {
  return stack.services.flatMap(service =>
    service.image === undefined && service.build === undefined ? [`service ${service.name} has neither image nor build`] : [],
  );
}
