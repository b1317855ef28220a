import type { RunningStack } from '../../engines/engine.ts';

/** Compose's names of the networks that it makes. */
export function networkNames({ spec }: RunningStack): readonly string[] {
  const used = new Set(spec.services.flatMap(({ networks }) => networks));
  return spec.layout === 'host' ? [] : spec.networks.filter(({ name }) => used.has(name)).map(({ name }) => `${spec.name}_${name}`);
}
