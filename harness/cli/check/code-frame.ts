import type { Location } from '../../model/location.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { cleanLine, cleanText } from '../../reports/clean-text.ts';

/** The line of a place with carets below the very token; two lines, without an end of line. Undefined where the line is empty. */
export function codeFrame(
  { line, column, endLine = line, endColumn }: Location,
  source: Source,
  width: number,
): readonly string[] | undefined {
  const text = source.lines[line - 1] ?? '';
  if (text.trim() === '') return undefined;
  const number = String(line);
  const room = Math.max(20, Math.min(width, 160) - number.length - 5);
  const shown = (part: string): string => cleanText(part).replaceAll(/[\n\t]/g, ' ');
  const before = shown(text.slice(0, column - 1));
  const end = endLine > line ? text.length : (endColumn ?? column + 1) - 1;
  const token = shown(text.slice(column - 1, Math.max(end, column)));
  const whole = shown(text);
  // Of a long line, the part that is meant; no sign is cut in half.
  const signs = Array.from(whole);
  const first = Array.from(before).length;
  const from = widthOf(whole) <= room ? 0 : startOf(signs, first, room);
  const to = endOf(signs, from, room - (from > 0 ? 1 : 0));
  const part = `${from > 0 ? '…' : ''}${signs.slice(from, to).join('')}${to < signs.length ? '…' : ''}`;
  const indent = widthOf(signs.slice(from, first).join('')) + (from > 0 ? 1 : 0);
  const carets = Math.max(1, Math.min(widthOf(token), room - indent));
  const margin = ' '.repeat(number.length);
  return [`${number} │ ${cleanLine(part) === '' ? part : part.trimEnd()}`, `${margin} │ ${' '.repeat(indent)}${'^'.repeat(carets)}`];
}

/** Where the shown part begins: with some signs before the token, and none left out at the end without need. */
function startOf(signs: readonly string[], first: number, room: number): number {
  let from = signs.length;
  for (let width = 0; from > 0; from--) {
    width += widthOf(signs[from - 1] ?? '');
    if (width > room - 1) break;
  }
  return Math.max(0, Math.min(first - 12, from));
}

function endOf(signs: readonly string[], from: number, room: number): number {
  let to = from;
  for (let width = 0; to < signs.length; to++) {
    width += widthOf(signs[to] ?? '');
    if (width > room) break;
  }
  return to;
}

/** Columns of a terminal: letters of East Asia and pictures take two, marks that join with the sign before them none. */
function widthOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  return Array.from(text).reduce((sum, sign) => sum + (joining.test(sign) ? 0 : wide.test(sign) ? 2 : 1), 0);
}

const joining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const wide =
  /^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}\u{20000}-\u{3FFFD}]$/u;
