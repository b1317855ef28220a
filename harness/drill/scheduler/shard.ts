import { HarnessError } from '../../support/harness-error.ts';

/** One of several machines that divide a run among them; both numbers from 1. */
export interface Shard {
  readonly current: number;
  readonly total: number;
}

/** @throws {HarnessError} `usage` when the text is not one such as `1/3`. */
export function readShard(text: string): Shard {
  const [, current, total] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text.trim()) ?? [];
  if (current === undefined || total === undefined || Number(current) > Number(total))
    throw new HarnessError(
      'usage',
      `unexpected --shard ${text}, expected one such as 1/3`,
      'The first number is from 1 to the second one.',
    );
  return { current: Number(current), total: Number(total) };
}

/** What one machine takes: every one of all of them takes the same list, in any order, and no two take the same scenario. */
export function ofShard<T>(all: readonly T[], idOf: (one: T) => string, { current, total }: Shard): readonly T[] {
  const ids = all.map(idOf).sort();
  const mine = new Set(ids.filter((_, index) => index % total === current - 1));
  return all.filter(one => mine.has(idOf(one)));
}
