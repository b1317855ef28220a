/** Something that takes its time. */
interface Timed {
  readonly id: string;
  readonly estimatedMs: number;
}

export interface Divided {
  /** Shard of each, from 1, by id. */
  readonly shardOf: ReadonlyMap<string, number>;
  readonly shards: number;
  /** Of the longest shard. */
  readonly longestMs: number;
}

/** Divides among as few machines as keep each below a time, and no more than there may be: the longest first, each to the machine that has least to do. */
export function divide(all: readonly Timed[], { shardMs, most }: { readonly shardMs: number; readonly most: number }): Divided {
  const total = all.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0);
  const shards = Math.min(all.length, most, Math.max(all.length === 0 ? 0 : 1, Math.ceil(total / shardMs)));
  const loads = Array.from({ length: shards }, () => 0);
  const shardOf = new Map<string, number>();
  const longestFirst = [...all].sort((a, b) => b.estimatedMs - a.estimatedMs || (a.id < b.id ? -1 : 1));
  for (const { id, estimatedMs } of longestFirst) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + Math.max(1, estimatedMs);
    shardOf.set(id, least + 1);
  }
  return { shardOf, shards, longestMs: Math.max(0, ...loads) };
}

/** As many as fit into a time, in their order; the first one always, or what takes longest would never have its turn. */
export function fitInto<T extends Timed>(
  all: readonly T[],
  limitMs: number,
): { readonly taken: readonly T[]; readonly leftOut: readonly T[] } {
  const [taken, leftOut]: [T[], T[]] = [[], []];
  let spent = 0;
  for (const one of all) {
    const fits = taken.length === 0 || spent + one.estimatedMs <= limitMs;
    (fits ? taken : leftOut).push(one);
    if (fits) spent += one.estimatedMs;
  }
  return { taken, leftOut };
}
