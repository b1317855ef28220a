/** Rows as columns of equal width, `gap` blanks apart and at least `minimum` wide with them; the last column is as wide as its text. */
export function tableText(rows: readonly (readonly string[])[], gap: number, minimum = 0): string {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows
    .map(
      row =>
        `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(Math.max(minimum, (widths[column] ?? 0) + gap)))).join('')}\n`,
    )
    .join('');
}
