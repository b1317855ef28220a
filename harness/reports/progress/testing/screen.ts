/**
 * What a terminal shows after it was written to, with all that has scrolled out of it above: as far as the sequences go that our drawing
 * uses (up some lines, erase below, colours). Lines wrap at the last column, as a terminal does it.
 * @throws when another control sequence is met: what is not known here may leave a terminal in disorder.
 */
export function screenAfter(raw: string, { columns, rows }: { readonly columns: number; readonly rows: number }): readonly string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  for (const [token] of raw.matchAll(tokens)) {
    const up = upward.exec(token)?.[1];
    if (token === '\r') column = 0;
    else if (token === '\n') {
      row++;
      lines[row] ??= '';
    } else if (up !== undefined) {
      // The cursor does not leave the screen.
      row = Math.max(Math.max(0, lines.length - rows), row - Number(up));
      column = 0;
    } else if (token === '\u001B[0J') {
      lines.splice(row + 1);
      lines[row] = (lines[row] ?? '').slice(0, column);
    } else if (token.startsWith('\u001B')) {
      if (!colours.test(token)) throw new Error(`unexpected control sequence ${JSON.stringify(token)}`);
    } else {
      // Behind the last column a terminal waits: only a further character wraps.
      if (column === columns) {
        column = 0;
        row++;
        lines[row] ??= '';
      }
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = `${line.slice(0, column)}${token}${line.slice(column + 1)}`;
      column++;
    }
  }
  return lines.map(line => line.trimEnd());
}

/* eslint-disable no-control-regex -- These are what it is about. */
const upward = /^\u001B\[(\d+)F$/;
const colours = /^\u001B\[[\d;]*m$/;
const tokens = /\u001B\[[\d;?]*[A-Za-z]|\u001B.?|[^]/gu;
