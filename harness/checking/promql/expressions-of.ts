import type { Location } from '../../model/location.ts';
import { rememberedFor } from '../../support/remembered.ts';
import type { CheckedDocument } from '../document/checked-document.ts';

/** An expression of Prometheus that a document holds. */
export interface PromqlExpression {
  /** Lines of one expression are joined by line ends. */
  readonly text: string;
  /** The place of a piece of `text`. */
  locate(from: number, to: number): Location;
}

interface Piece {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** Expressions of alert rules (`expr:`), of fences of PromQL, and of questions that curl asks (`query=…`). */
export const expressionsOf = rememberedFor(({ source, runbook, file }: CheckedDocument): readonly PromqlExpression[] => {
  // Most documents hold none.
  if (!/promql|[`~] *prometheus|expr:|query=/i.test(source.text)) return [];
  const found: Piece[][] = [];
  for (const { location, lang } of runbook.blocks) {
    const isPromql = /^(?:promql|prometheus)$/i.test(lang);
    const end = location.endLine ?? location.line;
    for (let line = location.line; line <= end; line++) {
      const text = source.lines[line - 1] ?? '';
      const rule = /^(\s*(?:- )?(?:expr|record_expr): *)(.*)$/.exec(text);
      const query = /\bquery=((?:'[^']*')|(?:"[^"]*")|[^'"\s]+)/.exec(text) ?? /['"]query=([^'"]+)/.exec(text);
      if (rule !== null) found.push(ofRule(source.lines, line, end, rule));
      else if (isPromql && line > location.line && line < end) {
        const pieces = ofFence(source.lines, line, end);
        if (pieces.length > 0) found.push(pieces);
        line += Math.max(0, pieces.length - 1);
      } else if (query?.[1] !== undefined && /[([]/.test(query[1])) {
        const inner = /^['"]?/.exec(query[1])?.[0].length ?? 0;
        found.push([{ text: query[1].slice(inner).replace(/['"]$/, ''), line, column: text.indexOf(query[1], query.index) + 1 + inner }]);
      }
    }
  }
  return found.map(pieces => expression(pieces, file));
});

/** The value of `expr:`, on its line or, behind `|` and `>`, on those below that stand further in. */
function ofRule(lines: readonly string[], line: number, end: number, [, key = '', value = '']: RegExpExecArray): Piece[] {
  if (!/^[|>][-+]?\s*$/.test(value)) {
    const quote = /^['"]/.exec(value)?.[0].length ?? 0;
    return [{ text: value.slice(quote).replace(/['"]\s*$/, ''), line, column: key.length + 1 + quote }];
  }
  const indent = /^\s*/.exec(key)?.[0].length ?? 0;
  const pieces: Piece[] = [];
  for (let at = line + 1; at <= end; at++) {
    const text = lines[at - 1] ?? '';
    const own = /^\s*/.exec(text)?.[0].length ?? 0;
    if (text.trim() !== '' && own <= indent) break;
    pieces.push({ text: text.slice(own), line: at, column: own + 1 });
  }
  return pieces;
}

/** A line of a fence, with those below that belong to it: brackets are open, or an operator stands between. */
function ofFence(lines: readonly string[], line: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = line; at < end; at++) {
    const written = lines[at - 1] ?? '';
    const text = written.trim();
    const before = pieces.map(piece => piece.text).join(' ');
    const goesOn = depthOf(before) > 0 || /[-+*/<>=,]$/.test(before) || /^(?:[-+*/<>=)]|and\b|or\b|unless\b|by\b|without\b)/.test(text);
    if (text === '' || text.startsWith('#') || (pieces.length > 0 && !goesOn)) break;
    pieces.push({ text, line: at, column: written.indexOf(text) + 1 });
  }
  return pieces;
}

function depthOf(text: string): number {
  return Array.from(text).reduce((depth, sign) => depth + ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0), 0);
}

function expression(pieces: readonly Piece[], file: string): PromqlExpression {
  const at = (index: number): { readonly line: number; readonly column: number } => {
    let start = 0;
    for (const { text, line, column } of pieces) {
      if (index <= start + text.length) return { line, column: column + index - start };
      start += text.length + 1;
    }
    return { line: pieces.at(-1)?.line ?? 1, column: 1 };
  };
  return {
    text: pieces.map(({ text }) => text).join('\n'),
    locate: (from, to) => ({ file, ...at(from), endLine: at(to).line, endColumn: at(to).column }),
  };
}
