import type { Problem } from '../../model/problem.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

const fence = /^\s*(`{3,}|~{3,})\s*\w*/;

/**
 * Fences that Markdown does not see: inside HTML without blank lines, or indented below an admonition
 * of another tool. A reader sees commands there; following the procedure would silently leave them out.
 */
export function lostFences(item: Extract<OutlineItem, { kind: 'code' | 'html' }>, source: Source): readonly Problem[] {
  const location = locate(source, item.node.position);
  const isIndented = item.kind === 'code' && !fence.test((source.lines[location.line - 1] ?? '').slice(location.column - 1).replace(/^>\s*/, ''));
  if (item.kind === 'code' && !isIndented) return [];
  const lines = source.lines.slice(location.line - 1, location.endLine);
  return lines.flatMap((line, index) => {
    const opens = fence.test(line) && lines.slice(0, index).filter(before => fence.test(before)).length % 2 === 0;
    if (!opens) return [];
    const hint = item.kind === 'html' ? 'Put a blank line between the HTML and the fence.' : 'Take the indentation away, or put the fence outside the admonition.';
    return [{ rule: 'lost-fence', severity: 'error' as const, message: `unexpected fence inside ${item.kind === 'html' ? 'HTML' : 'an indented block'}, which Markdown does not see as one, expected it to stand by itself`, location: { file: source.file, line: location.line + index, column: line.length - line.trimStart().length + 1 }, hint }];
  });
}
