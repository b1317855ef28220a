import type { Nodes, Parents, Root } from 'mdast';
import { heldNode } from './held-nodes.ts';
import { stand, type Skeleton } from './skeleton.ts';

type Point = NonNullable<Nodes['position']>['start'];

/** Gives all nodes the places that they have in the file, and puts what was held where something stands for it. Tells how many it found. */
export function putBack(tree: Root, skeleton: Skeleton, lines: readonly string[]): number {
  let found = 0;
  const visit = (node: Parents): void => {
    for (const [index, child] of node.children.entries()) {
      const start = child.position?.start;
      const at = child.type === 'thematicBreak' && start !== undefined ? skeleton.lines[start.line - 1] : undefined;
      if (start !== undefined && at?.held !== undefined && start.column === at.held.column + 1) {
        node.children[index] = heldNode(at.held, lines, (start.offset ?? 0) - (start.column - 1) + at.signs);
        found++;
      } else if ('children' in child) visit(child);
      else move(child, skeleton, lines);
    }
    move(node, skeleton, lines);
  };
  visit(tree);
  return found;
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
  if (at.held === undefined || point.column < at.held.column + 1 + stand.length) return;
  // Behind what stands for the lines: behind the lines.
  const { from, to } = at.held;
  point.offset -= point.column - 1;
  for (let index = from; index < to - 1; index++) point.offset += (lines[index] ?? '').length + 1;
  const last = (lines[to - 1] ?? '').length;
  point.offset += last;
  point.line = to;
  point.column = last + 1;
}
