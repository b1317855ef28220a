import type { Location } from '../../model/location.ts';

/** A place as members of the thing that stands there: `file`, `line`, `column`, `endLine`. */
export function flatLocation({ file, line, column, endLine }: Location): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
} {
  return { file, line, column, ...(endLine === undefined ? {} : { endLine }) };
}
