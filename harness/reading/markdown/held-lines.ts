import type { Held } from './held.ts';
import { fenceAt } from './held-fence.ts';
import { proseAt } from './held-prose.ts';

const isItem = /^ *(?:[-*+]|\d{1,9}[.)]) +/;
const isHeading = /^ *#{1,6} /;
const opensComment = /^ *<!--(?!.*-->)/;

/** All that the parser need not look at, in the order of the lines. */
export function heldLines(lines: readonly string[]): readonly Held[] {
  const held: Held[] = [];
  /** Whether words may belong to what stands above them. */
  let isOpen = false;
  /** Where the content of the last item of a list begins: what stands four columns further in is code. */
  let content = 0;
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? '';
    const indent = line.search(/[^ ]|$/);
    if (indent === line.length) {
      isOpen = false;
      index++;
      continue;
    }
    const fence = fenceAt(lines, index);
    if (fence !== undefined) {
      if (fence.held !== undefined) held.push(fence.held);
      isOpen = fence.held === undefined;
      index = fence.behind;
      continue;
    }
    if (opensComment.test(line)) {
      isOpen = true;
      index = endOfComment(lines, index);
      continue;
    }
    const [item] = isItem.exec(line) ?? [];
    if (item === undefined && indent === 0) content = 0;
    const mayBegin: boolean = (!isOpen || item !== undefined || isHeading.test(line)) && indent <= content + 3;
    if (item !== undefined) content = item.length;
    const prose: Held | undefined = mayBegin ? proseAt(lines, index) : undefined;
    if (prose !== undefined) held.push(prose);
    isOpen = prose === undefined;
    index = prose?.to ?? index + 1;
  }
  return held;
}

/** What a comment of several lines holds is none of ours. */
function endOfComment(lines: readonly string[], opening: number): number {
  const end = lines.findIndex((line, index) => index > opening && line.includes('-->'));
  return end === -1 ? opening + 1 : end + 1;
}
