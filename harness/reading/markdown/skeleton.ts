import type { Held } from './held.ts';
import { listFrom } from './held-list.ts';

/** What the parser is shown. */
export interface Skeleton {
  readonly text: string;
  /** For each line, counted from 0. */
  readonly lines: readonly SkeletonLine[];
  /** How many signs stand for what is held. */
  readonly stands: number;
}

export interface SkeletonLine {
  /** Its line in the file, counted from 1, and how many signs more stand before it there. */
  readonly line: number;
  readonly signs: number;
  /** What the sign on it stands for: one block, or several that stand below each other. */
  readonly held?: HeldRow;
}

export type HeldRow = readonly [Held, ...Held[]];

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
  const rows = rowsOf(lines, held);
  for (const row of rows) {
    const [first] = row;
    show(first.from);
    const line = (lines[from] ?? '').slice(0, first.column) + stand;
    texts.push(line);
    shown.push({ line: from + 1, signs, held: row });
    for (const end = endOf(row); from < end; from++) signs += (lines[from] ?? '').length + 1;
    signs -= line.length + 1;
  }
  show(lines.length);
  return { text: texts.join('\n'), lines: shown, stands: rows.length };
}

/** Behind its last line. */
export function endOf(row: HeldRow): number {
  return (row.at(-1) ?? row[0]).to;
}

/** At the margin nothing holds them: what has nothing but empty lines between is a row. */
function rowsOf(lines: readonly string[], held: readonly Held[]): readonly HeldRow[] {
  const rows: [Held, ...Held[]][] = [];
  for (let index = 0; index < held.length; index++) {
    const one = held[index];
    if (one === undefined) break;
    const row = rows.at(-1);
    if (row === undefined || row[0].column > 0 || !isEmpty(lines, endOf(row), one.from)) {
      rows.push([one]);
      continue;
    }
    // Behind a list, another item may go on with it.
    const list = one.column === 0 || row.at(-1)?.kind === 'list' ? undefined : listFrom(lines, held, index);
    if (one.column === 0) row.push(one);
    else if (list === undefined) rows.push([one]);
    else {
      row.push(list.list);
      index += list.items - 1;
    }
  }
  return rows;
}

function isEmpty(lines: readonly string[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (lines[index] !== '') return false;
  return true;
}
