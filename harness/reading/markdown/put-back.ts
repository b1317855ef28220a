import type { Nodes, Parents, Root, RootContent } from 'mdast';
import { heldNode } from './held-nodes.ts';
import { endOf, stand, type HeldRow, type Skeleton } from './skeleton.ts';

type Point = NonNullable<Nodes['position']>['start'];

/** Gives all nodes the places that they have in the file, and puts what was held where something stands for it. Tells whether all was found. */
export function putBack(tree: Root, skeleton: Skeleton, lines: readonly string[]): boolean {
  let found = 0;
  const visit = (node: Parents): void => {
    const children: RootContent[] = [];
    for (const child of node.children) {
      const start = child.position?.start;
      const at = child.type === 'thematicBreak' && start !== undefined ? skeleton.lines[start.line - 1] : undefined;
      if (start !== undefined && at?.held?.[0].column === start.column - 1) {
        children.push(...heldNodes(at.held, lines, (start.offset ?? 0) - (start.column - 1) + at.signs));
        found++;
        continue;
      }
      if ('children' in child) visit(child);
      else move(child, skeleton, lines);
      children.push(child);
    }
    node.children = children as typeof node.children;
    move(node, skeleton, lines);
  };
  visit(tree);
  return found === skeleton.stands;
}

function heldNodes(row: HeldRow, lines: readonly string[], offset: number): readonly RootContent[] {
  let line = row[0].from;
  let begin = offset;
  return row.map(held => {
    for (; line < held.from; line++) begin += (lines[line] ?? '').length + 1;
    return heldNode(held, lines, begin);
  });
}

function move({ position }: Nodes, skeleton: Skeleton, lines: readonly string[]): void {
  if (position === undefined) return;
  movePoint(position.start, skeleton, lines);
  movePoint(position.end, skeleton, lines);
}

function movePoint(point: Point, skeleton: Skeleton, lines: readonly string[]): void {
  const at = skeleton.lines[point.line - 1];
  if (at === undefined) return;
  point.line = at.line;
  point.offset = (point.offset ?? 0) + at.signs;
  if (at.held === undefined || point.column < at.held[0].column + 1 + stand.length) return;
  // Behind what stands for the lines: behind the lines.
  const end = endOf(at.held);
  point.offset -= point.column - 1;
  for (let index = at.held[0].from; index < end - 1; index++) point.offset += (lines[index] ?? '').length + 1;
  const last = (lines[end - 1] ?? '').length;
  point.offset += last;
  point.line = end;
  point.column = last + 1;
}
