import { cleanText } from '../../reports/clean-text.ts';

export interface Look {
  readonly color: boolean;
  /** Columns of the terminal, where longer lines are cut; infinite elsewhere. */
  readonly width: number;
}

type Paint = (text: string) => string;

/** Colors for a terminal; without color, texts as they are. */
export function paints({ color }: Look): Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', Paint>> {
  const paint =
    (code: number): Paint =>
    text =>
      color && text !== '' ? `\u001B[${code}m${oneLine(text)}\u001B[0m` : oneLine(text);
  return { bold: paint(1), dim: paint(2), red: paint(31), green: paint(32), yellow: paint(33) };
}

const escape = '\u001B';
const pieces = new RegExp(`${escape}\\[\\d+m|[^]`, 'gu');
const ours = new RegExp(`(${escape}\\[(?:[0-2]|3[1-3])m)`);

/** Cuts what does not fit; colours take no room. What a file says makes no line of its own, and moves no cursor. */
export function cut(line: string, width: number): string {
  let room = width;
  let result = '';
  const clean = line
    .split(ours)
    .map((part, index) => (index % 2 === 0 ? oneLine(part) : part))
    .join('');
  for (const [piece] of clean.matchAll(pieces)) {
    if (piece.startsWith(escape)) result += piece;
    else if (room > 1) {
      result += piece;
      room--;
    } else if (room === 1) {
      result += '…';
      room = 0;
    }
  }
  return result;
}

/** With the blanks at its ends, which make columns. */
function oneLine(text: string): string {
  return cleanText(text).replaceAll('\n', ' ⏎ ').replaceAll('\t', ' ');
}
