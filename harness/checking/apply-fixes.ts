import type { Location } from '../model/location.ts';
import type { Fix } from './rule.ts';

/** A piece of a text, by offsets, and what is put in its place. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

/** A text with fixes; of two that overlap the first one is made. Line ends stay as they are. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  return applyEdits(text, editsOf(text, fixes));
}

/** What fixes change, from the top of the text to its end. Of two that overlap, or begin at the same place, only the first is there. */
export function editsOf<T extends Fix>(text: string, fixes: readonly T[]): readonly (Edit & { readonly fix: T })[] {
  const at = offsetsIn(text);
  const edits: (Edit & { readonly fix: T })[] = [];
  const sorted = fixes
    .map(fix => {
      const { line, column, endLine = line, endColumn = column } = fix.location;
      return { from: at({ line, column }), to: at({ line: endLine, column: endColumn }), put: fix.text, fix };
    })
    .toSorted((one, other) => one.from - other.from || one.to - other.to);
  for (const edit of sorted) {
    const last = edits.at(-1);
    if (last === undefined || (edit.from >= last.to && edit.from > last.from)) edits.push(edit);
  }
  return edits;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const { from, to, put } of edits) {
    result += text.slice(done, from) + put;
    done = to;
  }
  return result + text.slice(done);
}

/** Where a place of the edited text was before; what an edit has put there begins where the edit does. */
export function beforeEdits(edits: readonly Edit[], offset: number): number {
  let moved = 0;
  for (const { from, to, put } of edits) {
    if (offset - moved < from) break;
    if (offset - moved < from + put.length) return from;
    moved += put.length - (to - from);
  }
  return offset - moved;
}

/** Tells offsets of lines and columns, whatever the lines end with. */
export function offsetsIn(text: string): (place: Pick<Location, 'line' | 'column'>) => number {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ 0: end, index }) => index + end.length)];
  return ({ line, column }) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length);
}
