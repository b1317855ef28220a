import type { Held } from './held.ts';

/** A fence as it is met: what is held of it, and where the lines behind it begin. An open one reaches to the end. */
export interface MetFence {
  readonly held?: Held;
  readonly behind: number;
}

const opens = /^( *)(`{3,}(?!.*`)|~{3,})/;
/** A fence that begins on the line of a quote or of a list's item: where it ends depends on what holds it. */
const opensInside = /^[\s>]*(?:[-*+>]|\d+[.)])[\s>]*(`{3,}(?!.*`)|~{3,})/;
/** Signs that may mean others in the words behind the marks, and blanks that would have to be counted. */
const isUnclear = /[&\p{Cc}]|\s$/u;

/** The fence that a line opens. It is held where its end is beyond doubt: indented just as it is, and so is all that stands between. */
export function fenceAt(lines: readonly string[], opening: number): MetFence | undefined {
  const line = lines[opening] ?? '';
  if (!line.includes('```') && !line.includes('~~~')) return undefined;
  const [, before, marks = (opensInside.exec(line) ?? [])[1]] = opens.exec(line) ?? [];
  if (marks === undefined) return undefined;
  const closing = closingOf(marks, lines, opening + 1);
  if (closing === -1) return { behind: lines.length };
  const end = lines[closing] ?? '';
  const behind = closing + 1;
  if (before === undefined || !end.startsWith(before + marks) || isUnclear.test(line) || isUnclear.test(end)) return { behind };
  const column = before.length;
  return isIndented(lines, opening + 1, closing, column)
    ? { held: { kind: 'fence', from: opening, to: behind, column }, behind }
    : { behind };
}

function isIndented(lines: readonly string[], from: number, to: number, column: number): boolean {
  if (column === 0) return true;
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? '';
    if (!/^ *$/.test(line) && line.search(/[^ ]|$/) < column) return false;
  }
  return true;
}

function closingOf(marks: string, lines: readonly string[], from: number): number {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (!line.includes(marks)) continue;
    const rest = line.replace(/^[\s>]*/, '');
    if (rest.startsWith(marks) && rest.replaceAll(marks.charAt(0), '').trim() === '') return index;
  }
  return -1;
}
