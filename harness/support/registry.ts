import { nearest } from './nearest.ts';

export interface Named {
  readonly kind: string;
}

/** An open set of definitions: one file each, one line in the family's `index.ts`. */
export interface Registry<D extends Named> {
  /** Alphabetical. */
  readonly kinds: readonly string[];
  /** As they were registered: where one must be chosen, the first is preferred. */
  readonly all: readonly D[];
  find(kind: string): D | undefined;
  /** The kind that a person probably meant. */
  nearest(kind: string): string | undefined;
}

export function registry<D extends Named>(definitions: readonly D[]): Registry<D> {
  const byKind = new Map<string, D>();
  for (const definition of definitions) {
    if (byKind.has(definition.kind)) throw new Error(`unexpected second definition of "${definition.kind}", expected one`);
    byKind.set(definition.kind, definition);
  }
  const kinds = [...byKind.keys()].sort();
  return {
    kinds,
    all: definitions,
    find: kind => byKind.get(kind),
    nearest: kind => nearest(kind, kinds),
  };
}
