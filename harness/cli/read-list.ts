import { nearest } from '../support/nearest.ts';
import { usageError } from './read-arguments.ts';

/**
 * The words of an option that takes several, such as `--fail-on stale,never-drilled`, in the order of `known`.
 * @param what how one of them is called where it is wrong
 * @param expected `one of` or `some of`, before the words that there are
 * @throws {HarnessError} `usage` for a word that is none of them, with the nearest one
 */
export function readList<T extends string>(
  text: string,
  known: readonly T[],
  { what, expected }: { readonly what: string; readonly expected: 'one of' | 'some of' },
): readonly T[] {
  const asked = wordsIn(text);
  for (const one of asked) {
    if (known.some(word => word === one)) continue;
    const near = nearest(one, known);
    throw usageError(`unexpected ${what} "${one}", expected ${near === undefined ? `${expected} ${known.join(', ')}` : `"${near}"`}`);
  }
  return known.filter(word => asked.includes(word));
}

/** What stands between the commas of an option. */
export function wordsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');
}
