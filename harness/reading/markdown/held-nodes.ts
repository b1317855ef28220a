import type { Code, Heading, InlineCode, Paragraph, Text } from 'mdast';
import type { Held } from './held.ts';

type Point = NonNullable<Text['position']>['start'];

/**
 * The block that the parser would have read.
 * @param offset of its first line in the file.
 */
export function heldNode(held: Held, lines: readonly string[], offset: number): Code | Heading | Paragraph {
  const { from, to, column } = held;
  const first = lines[from] ?? '';
  const last = lines[to - 1] ?? '';
  const end = lines.slice(from, to - 1).reduce((sum, line) => sum + line.length + 1, offset) + last.length;
  const position = {
    start: { line: from + 1, column: column + 1, offset: offset + column },
    end: { line: to, column: last.length + 1, offset: end },
  };
  if (held.kind === 'fence') {
    const [, lang, meta] = /^ *(?:`+|~+) *([^ ]+)?(?: +(.*))?$/.exec(first) ?? [];
    return { type: 'code', lang: lang ?? null, meta: meta ?? null, value: textOf(held, lines), position };
  }
  if (held.kind === 'paragraph') return { type: 'paragraph', children: inlineNodes(held, column, lines, offset), position };
  const [mark = ''] = /#+ +/.exec(first) ?? [];
  const depth = mark.trimEnd().length as Heading['depth'];
  return { type: 'heading', depth, children: inlineNodes(held, column + mark.length, lines, offset), position };
}

function textOf({ from, to, column }: Held, lines: readonly string[]): string {
  const inside = lines.slice(from + 1, to - 1);
  const text = (column === 0 ? inside : inside.map(line => line.slice(column))).join('\n');
  // As the parser writes it.
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

function inlineNodes({ from, to }: Held, column: number, lines: readonly string[], offset: number): (Text | InlineCode)[] {
  const nodes: (Text | InlineCode)[] = [];
  let text: { value: string; readonly position: { readonly start: Point; end: Point } } | undefined;
  const say = (value: string, start: Point, end: Point): void => {
    if (text === undefined) {
      const node = { type: 'text' as const, value, position: { start, end } };
      text = node;
      nodes.push(node);
    } else {
      text.value += value;
      text.position.end = end;
    }
  };
  let begin = offset;
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? '';
    const point = (at: number): Point => ({ line: index + 1, column: at + 1, offset: begin + at });
    let at = index === from ? column : line.search(/[^ ]/);
    while (at < line.length) {
      const tick = line.indexOf('`', at);
      const end = tick === -1 ? line.length : tick;
      if (end > at) say(line.slice(at, end), point(at), point(end));
      if (tick === -1) break;
      at = line.indexOf('`', tick + 1) + 1;
      nodes.push({ type: 'inlineCode', value: codeOf(line.slice(tick + 1, at - 1)), position: { start: point(tick), end: point(at) } });
      text = undefined;
    }
    if (index + 1 < to) say('\n', point(line.length), { line: index + 2, column: 1, offset: begin + line.length + 1 });
    begin += line.length + 1;
  }
  return nodes;
}

/** One blank on each side is for backticks that the code begins or ends with. */
function codeOf(text: string): string {
  return /^ .* $/.test(text) && /[^ ]/.test(text) ? text.slice(1, -1) : text;
}
