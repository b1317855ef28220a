import type { Problem } from '../../model/problem.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

const fence = /^\s*(`{3,}|~{3,})\s*\w*/;

const hints = {
  html: ['inside HTML', 'Put a blank line between the HTML and the fence.'],
  code: ['inside an indented block', 'Take the indentation away, or put the fence outside the admonition.'],
  sentence: ['indented below a sentence', 'Put a blank line above the fence and take the indentation away.'],
} as const;

/**
 * Fences that Markdown does not see: inside HTML without blank lines, or indented below an admonition
 * of another tool. A reader sees commands there; following the procedure would silently leave them out.
 */
export function lostFences(item: Extract<OutlineItem, { kind: 'code' | 'html' | 'sentence' }>, source: Source): readonly Problem[] {
  const location = locate(source, item.node.position);
  if (item.kind === 'html' && item.node.value.startsWith('<!--')) return [];
  const beginning = (source.lines[location.line - 1] ?? '').slice(location.column - 1);
  // A real fence; and one that stands in the middle of a sentence's first line is inline code.
  if (item.kind === 'code' && fence.test(beginning) && !/^\s{4}/.test(beginning) && !isIndented(location, source)) return [];
  const lines = source.lines.slice(location.line - 1, location.endLine);
  const [where, hint] = hints[item.kind];
  let open = false;
  return lines.flatMap((line, index) => {
    if (!fence.test(line)) return [];
    open = !open;
    if (!open || (item.kind === 'sentence' && index === 0)) return [];
    return [
      {
        rule: 'lost-fence',
        severity: 'error' as const,
        message: `unexpected fence ${where}, which Markdown does not see as one, expected it to stand by itself`,
        location: { file: source.file, line: location.line + index, column: line.length - line.trimStart().length + 1 },
        hint,
      },
    ];
  });
}

/** An indented block begins four columns in; where it begins with backticks the parser's column still stands at its indentation. */
function isIndented({ line, column }: Problem['location'], source: Source): boolean {
  return column === 1 && /^(?: {4}|\t)/.test(source.lines[line - 1] ?? '');
}
