/**
 * One line cut so that it fits into so many columns: a line that wraps would tear what is drawn below it. A character whose width
 * differs between terminals counts as two, so that a line is rather too short than too long.
 */
export function fitLine(line: string, columns: number, end = '…'): string {
  const most = Math.max(1, columns);
  let used = 0;
  let kept = '';
  let fitting = '';
  for (const character of line) {
    used += widthOf(character);
    if (used <= most - end.length) fitting += character;
    if (used > most) return most <= end.length ? kept.slice(0, most) : `${fitting}${end}`;
    kept += character;
  }
  return line;
}

/** Columns that a text takes at most. */
export function columnsOf(text: string): number {
  let used = 0;
  for (const character of text) used += widthOf(character);
  return used;
}

function widthOf(character: string): number {
  return narrow.test(character) ? 1 : 2;
}

/** Latin, Greek and Cyrillic letters, and the signs that we write. */
const narrow = /^[\x20-\u02FF\u0370-\u052F–…│→·±×≤≥✓✗⏎⟨⟩\u2400-\u241F]$/u;
