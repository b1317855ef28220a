import type { Location } from '../../model/location.ts';
import { remembered } from '../../support/remembered.ts';

/** A file's text by lines, with places in it. Line ends and a byte order mark do not count. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
}

export function sourceOf(file: string, content: string): Source {
  const plain = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const text = plain.includes('\r') ? plain.replaceAll(/\r\n?/g, '\n') : plain;
  return { file, text, lines: text.split('\n') };
}

/** From a position of the Markdown parser (lines and columns from 1). */
export function locate(
  source: Source,
  position: { readonly start: { line: number; column: number }; readonly end: { line: number; column: number } } | undefined,
): Location {
  const { start, end } = position ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return { file: source.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** Where a piece of text stands on a line; the line's first visible column when it does not. */
export function locateIn(source: Source, line: number, text: string, from = 0): Location {
  const content = source.lines[line - 1] ?? '';
  const at = content.indexOf(text, from);
  return { file: source.file, line, column: at === -1 ? content.length - content.trimStart().length + 1 : at + 1 };
}

/** Where a column (from 0) of a script's line stands in the file, of whose line it is a part: prompts, quote marks and indentation come before it. */
export function locateInScript(source: Source, line: number, scriptLine: string, column: number): Location {
  const offset = Math.max(0, (source.lines[line - 1] ?? '').lastIndexOf(scriptLine.trim()));
  const indent = scriptLine.length - scriptLine.trimStart().length;
  return { file: source.file, line, column: offset + Math.max(0, column - indent) + 1 };
}

/** Where an attribute's key stands on a line, and not a word or language that holds the same letters. */
export function locateKey(source: Source, line: number, key: string): Location {
  const at = keyPattern(key).exec(source.lines[line - 1] ?? '')?.index;
  return at === undefined ? locateIn(source, line, key) : { file: source.file, line, column: at + 1 };
}

const keyPattern = remembered(64, key => new RegExp(`(?<=[\\s{,]|^)"?${key.replaceAll(/[^\w]/g, '\\$&')}"?\\s*[:=]`));
