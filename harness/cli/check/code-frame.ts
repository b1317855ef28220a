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
  // Of a long line, the part that is meant.
  const start = whole.length <= room ? 0 : Math.max(0, Math.min(before.length - 12, whole.length - room));
  const part = `${start > 0 ? '…' : ''}${whole.slice(start + (start > 0 ? 1 : 0), start + room)}${whole.length > start + room ? '…' : ''}`;
  const carets = Math.max(1, Math.min(token.length, room - (before.length - start)));
  const margin = ' '.repeat(number.length);
  return [
    `${number} │ ${cleanLine(part) === '' ? part : part.trimEnd()}`,
    `${margin} │ ${' '.repeat(Math.max(0, before.length - start))}${'^'.repeat(carets)}`,
  ];
}
