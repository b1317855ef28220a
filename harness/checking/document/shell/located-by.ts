import type { Shell, ShellWord } from './tree.ts';

/** A text that was put together from pieces of another one: for each character, its index there. */
export interface PiecedText {
  readonly text: string;
  readonly indices: readonly number[];
}

/** Words as `ssh` and `eval` put them together. */
export function joined(words: readonly ShellWord[]): PiecedText {
  let text = '';
  const indices: number[] = [];
  for (const { value, from, indices: own } of words) {
    if (text !== '') {
      text += ' ';
      indices.push(Math.max(0, from - 1));
    }
    text += value;
    for (let at = 0; at < value.length; at++) indices.push(own?.[at] ?? from);
  }
  return { text, indices };
}

/** Places of such a text's pieces, from those of the text around it. */
export function locatedBy(outer: Shell['locate'], indices: readonly number[]): Shell['locate'] {
  return (from, to) => {
    const first = indices[Math.min(from, indices.length - 1)] ?? 0;
    const last = to > from ? (indices[Math.min(to, indices.length) - 1] ?? first) + 1 : first;
    return outer(first, Math.max(first, last));
  };
}
