import type { Held } from './held.ts';

/** What the parser is shown. */
export interface Skeleton {
  readonly text: string;
  /** For each line, counted from 0. */
  readonly lines: readonly SkeletonLine[];
}

export interface SkeletonLine {
  /** Its line in the file, counted from 1, and how many signs more stand before it there. */
  readonly line: number;
  readonly signs: number;
  /** What begins on it. */
  readonly held?: Held;
}

/** A thematic break: as a heading, a fence or a paragraph that is closed, it is a block of one line, and no line goes on with it. */
export const stand = '___';

/** A text of which is left what holds other blocks, and what is more than words. */
export function skeletonOf(lines: readonly string[], held: readonly Held[]): Skeleton {
  const texts: string[] = [];
  const shown: SkeletonLine[] = [];
  let from = 0;
  let signs = 0;
  const show = (to: number): void => {
    for (; from < to; from++) {
      texts.push(lines[from] ?? '');
      shown.push({ line: from + 1, signs });
    }
  };
  for (const one of held) {
    show(one.from);
    const line = (lines[from] ?? '').slice(0, one.column) + stand;
    texts.push(line);
    shown.push({ line: from + 1, signs, held: one });
    for (; from < one.to; from++) signs += (lines[from] ?? '').length + 1;
    signs -= line.length + 1;
  }
  show(lines.length);
  return { text: texts.join('\n'), lines: shown };
}
