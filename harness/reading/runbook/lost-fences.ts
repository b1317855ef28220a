import type { Problem } from '../../model/problem.ts';
import { looksLikeCommand } from './looks-like-command.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

const fence = /^\s*(`{3,}|~{3,})\s*\w*/;

/** What pages show as code, and components that run a command. */
const shown = /<pre\b|<[A-Z]\w*\b[^>]*\scommand=/;

/** Hugo and Jekyll; MyST and others with colons. */
const highlighted =
  /^\s*(?:\{[{%][<%]?\s*highlight\s+(?:bash|sh|shell|zsh|console|sql)\b|:{3,}\s*(?:\{(?:code|code-block|code-cell|sourcecode)\}|(?:bash|sh|shell|zsh|console|sql)\s*$))/;

const inlineHtml = /<code\b[^>]*>([^<]+)<\/code>/;

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
  if (item.kind === 'html' && shown.test(item.node.value) && !lines.some(line => fence.test(line)))
    return [
      {
        rule: 'lost-fence',
        severity: 'error',
        message: 'unexpected commands in HTML, expected a fence: nobody carries them out',
        location,
        hint: 'Write them between lines of ```bash; what is not to be carried out, between lines of ```text.',
      },
    ];
  const shortcode = item.kind === 'sentence' ? lines.findIndex(line => highlighted.test(line)) : -1;
  if (shortcode !== -1)
    return [
      {
        rule: 'lost-fence',
        severity: 'error',
        message: "unexpected commands in a site generator's shortcode, expected a fence: nobody carries them out",
        location: { file: source.file, line: location.line + shortcode, column: location.column },
        hint: 'Write them between lines of ```bash.',
      },
    ];
  const typed = item.kind === 'sentence' ? lines.findIndex(line => looksLikeCommand(inlineHtml.exec(line)?.[1] ?? '')) : -1;
  if (typed !== -1)
    return [
      {
        rule: 'lost-command',
        severity: 'warning',
        message: 'unexpected command between <code> and </code>, expected backticks: nobody carries it out',
        location: { file: source.file, line: location.line + typed, column: (lines[typed] ?? '').search(inlineHtml) + 1 },
        hint: 'Write it between backticks, or into a fence.',
      },
    ];
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
