/** A table drawn with lines, as pm2 draws it; widths count the blanks beside the text. A cell that is too long widens its column. */
export function boxText(rows: readonly (readonly string[])[], widths: readonly number[], heading = true): string {
  const wide = widths.map((width, column) => Math.max(width, ...rows.map(row => (row[column]?.length ?? 0) + 2)));
  const line = (left: string, middle: string, right: string): string =>
    `${left}${wide.map(width => '─'.repeat(width)).join(middle)}${right}\n`;
  const text = (row: readonly string[]): string => `│${row.map((cell, column) => ` ${cell}`.padEnd(wide[column] ?? 0)).join('│')}│\n`;
  const [first, ...others] = rows.map(text);
  return [line('┌', '┬', '┐'), first ?? '', ...(heading ? [line('├', '┼', '┤')] : []), ...others, line('└', '┴', '┘')].join('');
}
