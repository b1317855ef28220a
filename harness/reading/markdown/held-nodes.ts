import type { Code, Heading, InlineCode, List, ListItem, Paragraph, Text } from 'mdast';
import type { Held, HeldList } from './held.ts';

type Place = NonNullable<Text['position']>;
type Point = Place['start'];

/**
 * The block that the parser would have read.
 * @param offset of its first line in the file.
 */
export function heldNode(held: Held, lines: readonly string[], offset: number): Code | Heading | List | Paragraph {
  switch (held.kind) {
    case 'fence':
      return fenceNode(held, lines, offset);
    case 'heading':
      return headingNode(held, lines, offset);
    case 'list':
      return listNode(held, lines, offset);
    case 'paragraph':
      return paragraphNode(held, lines, offset);
  }
}

function placeOf({ from, to, column }: Held, lines: readonly string[], offset: number): Place {
  const last = (lines[to - 1] ?? '').length;
  let end = offset + last;
  for (let line = from; line < to - 1; line++) end += (lines[line] ?? '').length + 1;
  return {
    start: { line: from + 1, column: column + 1, offset: offset + column },
    end: { line: to, column: last + 1, offset: end },
  };
}

function fenceNode(held: Held, lines: readonly string[], offset: number): Code {
  const [, lang, meta] = /^ *(?:`+|~+) *([^ ]+)?(?: +(.*))?$/.exec(lines[held.from] ?? '') ?? [];
  return { type: 'code', lang: unescaped(lang), meta: unescaped(meta), value: textOf(held, lines), position: placeOf(held, lines, offset) };
}

function headingNode(held: Held, lines: readonly string[], offset: number): Heading {
  const [mark = ''] = /#+ +/.exec(lines[held.from] ?? '') ?? [];
  const depth = mark.trimEnd().length as Heading['depth'];
  const children = inlineNodes(held, held.column + mark.length, lines, offset);
  return { type: 'heading', depth, children, position: placeOf(held, lines, offset) };
}

function paragraphNode(held: Held, lines: readonly string[], offset: number): Paragraph {
  return { type: 'paragraph', children: inlineNodes(held, held.column, lines, offset), position: placeOf(held, lines, offset) };
}

function listNode(held: HeldList, lines: readonly string[], offset: number): List {
  const [number] = /^\d+/.exec(lines[held.from] ?? '') ?? [];
  let begin = offset;
  const children = held.items.map((item): ListItem => {
    const position = placeOf({ ...item, column: 0 }, lines, begin);
    const children = [paragraphNode(item, lines, begin)];
    for (let line = item.from; line < item.to; line++) begin += (lines[line] ?? '').length + 1;
    return { type: 'listItem', spread: false, checked: null, children, position };
  });
  const start = number === undefined ? null : Number(number);
  return { type: 'list', ordered: start !== null, start, spread: false, children, position: placeOf(held, lines, offset) };
}

function unescaped(text: string | undefined): string | null {
  return text === undefined ? null : text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

function textOf({ from, to, column }: Held, lines: readonly string[]): string {
  const inside = lines.slice(from + 1, to - 1);
  const text = (column === 0 ? inside : inside.map(line => line.slice(column))).join('\n');
  // As the parser writes it.
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

function inlineNodes({ from, to }: Held, column: number, lines: readonly string[], offset: number): (Text | InlineCode)[] {
  const nodes: (Text | InlineCode)[] = [];
  let text: { value: string; readonly position: Place } | undefined;
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
