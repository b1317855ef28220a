import { usageError } from './read-arguments.ts';

/** How many trials may be under way at once. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw usageError(`unexpected --workers ${text}, expected a whole number from 1`);
  return count;
}
