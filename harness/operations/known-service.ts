import type { Stack } from '../model/stack.ts';
import { nearest } from '../support/nearest.ts';

/** The problem with a service's name, if any. */
export function unknownService(name: string | undefined, stack: Stack): readonly string[] {
  const names = stack.services.map(service => service.name);
  if (name === undefined || names.includes(name)) return [];
  const close = nearest(name, names);
  return [`unexpected service "${name}", expected one of ${names.join(', ')}${close === undefined ? '' : `; did you mean "${close}"?`}`];
}
