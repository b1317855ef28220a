import type { RunningService, RunningStack } from '../engines/engine.ts';

/** A service by name; planning has made sure that it exists. */
export function serviceOf(stack: RunningStack, name: string): RunningService {
  const service = stack.services.get(name);
  if (service === undefined) throw new Error(`unexpected service "${name}", expected one of ${[...stack.services.keys()].join(', ')}`);
  return service;
}
