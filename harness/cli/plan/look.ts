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
      color && text !== '' ? `\u001B[${code}m${text}\u001B[0m` : text;
  return { bold: paint(1), dim: paint(2), red: paint(31), green: paint(32), yellow: paint(33) };
}

const escape = '\u001B';
const pieces = new RegExp(`${escape}\\[\\d+m|[^]`, 'gu');

/** Cuts what does not fit; escape sequences take no room. */
export function cut(line: string, width: number): string {
  let room = width;
  let result = '';
  for (const [piece] of line.matchAll(pieces)) {
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
