import type { Code, Node, Nodes, Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** As `remark` has it, without its half that writes Markdown, which takes long to load. Made once: each one is put together from its parts. */
const parser = unified().use(remarkParse).freeze();

/** Lines between a fence's two ends; indices count from 0. */
interface Held {
  readonly opening: number;
  readonly closing: number;
  /** Columns before the fence, which its text does not have. */
  readonly indent: number;
}

/**
 * Markdown's tree. What fences hold is no Markdown, and the parser looks at every sign of it several times: it is shown fences without their
 * text, which is put back. Where the tree does not have just those fences (one stood in a comment, say), the parser is shown everything.
 */
export function parseMarkdown(lines: readonly string[]): Root {
  const held = heldByFences(lines);
  if (held.length === 0) return parser.parse(lines.join('\n'));
  const shown: string[] = [];
  /** For each line that is shown: how many lines and signs before it are not. */
  const missing: { lines: number; signs: number }[] = [];
  const openings = new Map<number, Held>();
  let left = { lines: 0, signs: 0 };
  let from = 0;
  const show = (to: number): void => {
    for (const line of lines.slice(from, to)) {
      shown.push(line);
      missing.push(left);
    }
    from = to;
  };
  for (const fence of held) {
    const { opening, closing } = fence;
    show(opening + 1);
    openings.set(shown.length, fence);
    const inside = lines.slice(opening + 1, closing);
    left = { lines: left.lines + inside.length, signs: inside.reduce((sum, line) => sum + line.length + 1, left.signs) };
    from = closing;
  }
  show(lines.length);
  const tree = parser.parse(shown.join('\n'));
  return putBack(tree, openings, missing, lines) === held.length ? tree : parser.parse(lines.join('\n'));
}

/** Gives all nodes the places that they have in the file, and fences their text. Tells how many fences it found. */
function putBack(
  node: Nodes,
  openings: ReadonlyMap<number, Held>,
  missing: readonly { readonly lines: number; readonly signs: number }[],
  lines: readonly string[],
): number {
  const { position } = node;
  let found = 0;
  // An indented block that only looks like a fence has marks for its text.
  if (node.type === 'code' && node.value === '' && position !== undefined && position.end.line === position.start.line + 1) {
    const fence = openings.get(position.start.line);
    if (fence !== undefined) {
      found++;
      (node as Code).value = lines
        .slice(fence.opening + 1, fence.closing)
        .map(line => line.slice(fence.indent))
        .join('\n')
        // As the parser writes it.
        .replaceAll('\0', '\uFFFD');
    }
  }
  if (position !== undefined) (node as Node).position = { start: moved(position.start, missing), end: moved(position.end, missing) };
  if ('children' in node) for (const child of node.children) found += putBack(child, openings, missing, lines);
  return found;
}

type Point = NonNullable<Node['position']>['start'];

function moved(point: Point, missing: readonly { readonly lines: number; readonly signs: number }[]): Point {
  const { lines, signs } = missing[point.line - 1] ?? { lines: 0, signs: 0 };
  return { line: point.line + lines, column: point.column, offset: (point.offset ?? 0) + signs };
}

const opens = /^( *)(`{3,}(?!.*`)|~{3,})/;
/** A fence that begins on the line of a quote or of a list's item: where it ends depends on what holds it. */
const opensInside = /^[\s>]*(?:[-*+>]|\d+[.)])[\s>]*(`{3,}(?!.*`)|~{3,})/;

/** Fences whose end is beyond doubt: it is indented just as they are, and so is all that stands between. */
function heldByFences(lines: readonly string[]): readonly Held[] {
  const held: Held[] = [];
  for (let opening = 0; opening < lines.length; opening++) {
    const line = lines[opening] ?? '';
    if (!line.includes('```') && !line.includes('~~~')) continue;
    const [, before, marks = (opensInside.exec(line) ?? [])[1]] = opens.exec(line) ?? [];
    if (marks === undefined) continue;
    const indent = before?.length ?? -1;
    const closing = closingOf(marks, lines, opening + 1);
    if (closing === -1) return held;
    const inside = lines.slice(opening + 1, closing);
    const isPlain = indent !== -1 && (lines[closing] ?? '').search(/[`~]/) === indent;
    if (inside.length > 0 && isPlain && inside.every(one => /^ *$/.test(one) || one.search(/[^ ]|$/) >= indent))
      held.push({ opening, closing, indent });
    opening = closing;
  }
  return held;
}

function closingOf(marks: string, lines: readonly string[], from: number): number {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (!line.includes(marks)) continue;
    const rest = line.replace(/^[\s>]*/, '');
    if (rest.startsWith(marks) && rest.replaceAll(marks.charAt(0), '').trim() === '') return index;
  }
  return -1;
}
