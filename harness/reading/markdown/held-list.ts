import type { Held } from './held.ts';

const mark = /^(?:([-*+])|\d{1,9}([.)])) /;

/**
 * The list that begins with a held item at the margin: one of items of plain words, close below each other. It is held where its end is beyond
 * doubt; that no list goes on with it is up to the caller.
 * @returns how many of the held blocks it has, and itself.
 */
export function listFrom(
  lines: readonly string[],
  held: readonly Held[],
  first: number,
): { readonly list: Held; readonly items: number } | undefined {
  const items: Held[] = [];
  for (let index = first; index < held.length; index++) {
    const item = held[index];
    const before = items.at(-1);
    if (
      item === undefined ||
      !isItem(lines, item) ||
      (before !== undefined && (item.from !== before.to || !isSameKind(lines, before, item)))
    )
      break;
    items.push(item);
  }
  const [begin] = items;
  const end = items.at(-1);
  if (begin === undefined || end === undefined || !endsWith(lines, end.to)) return undefined;
  return { list: { kind: 'list', from: begin.from, to: end.to, column: 0, items }, items: items.length };
}

function isItem(lines: readonly string[], { kind, from, column }: Held): boolean {
  return kind === 'paragraph' && column > 0 && mark.test(lines[from] ?? '');
}

/** Another mark begins another list. */
function isSameKind(lines: readonly string[], one: Held, other: Held): boolean {
  const [, bullet, sign] = mark.exec(lines[one.from] ?? '') ?? [];
  const [, otherBullet, otherSign] = mark.exec(lines[other.from] ?? '') ?? [];
  return bullet === otherBullet && sign === otherSign;
}

/** What stands at the margin behind an empty line, and is no item, belongs to no list. */
function endsWith(lines: readonly string[], to: number): boolean {
  if (lines[to] !== undefined && lines[to] !== '') return false;
  let next = to;
  while (lines[next] === '') next++;
  return !/^(?:\s|[-*+]|\d{1,9}[.)])/.test(lines[next] ?? '');
}
