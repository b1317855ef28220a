import type { Location } from '../../model/location.ts';
import type { Source } from '../../reading/runbook/source.ts';

export interface Comment {
  /** Without the signs before it. */
  readonly text: string;
  readonly location: Location;
}

/** The comment that ends on the line above, of one or more lines; where it begins is its place. */
export function commentAbove(source: Source, line: number): Comment | undefined {
  let from = line;
  while (isComment(source.lines[from - 2])) from--;
  if (from === line) return undefined;
  const lines = source.lines.slice(from - 1, line - 1);
  const first = lines[0] ?? '';
  const column = first.indexOf('#') + 1;
  return {
    text: lines.map(text => text.replace(/^[\s>]*#+\s*/, '')).join('\n'),
    location: { file: source.file, line: from, column, endLine: from, endColumn: first.trimEnd().length + 1 },
  };
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && /^[\s>]*#(?!!)/.test(line);
}
