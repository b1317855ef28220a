import type { Problem } from '../../model/problem.ts';
import type { Source } from './source.ts';

/** Markdown ends an open fence with what holds it: a list item, a quote, the file. */
export function unclosedFence(location: Problem['location'], source: Source): readonly Problem[] {
  const { line, endLine = line } = location;
  if (endLine > line && /^[\s>]*(`{3,}|~{3,})\s*$/.test(source.lines[endLine - 1] ?? '')) return [];
  const isBlank = (rest: string): boolean => rest.trim() === '';
  if (source.lines.slice(line).every(isBlank))
    return [
      {
        rule: 'unclosed-fence',
        severity: 'warning',
        message: 'unexpected fence that nothing stands behind, expected none',
        location,
        hint: 'Take it away, or look for the fence above that has no end.',
      },
    ];
  if (source.lines.slice(endLine).every(isBlank))
    return [
      {
        rule: 'unclosed-fence',
        severity: 'error',
        message: 'unexpected end of the file, expected the fence that begins here to be closed',
        location,
      },
    ];
  return [
    {
      rule: 'unclosed-fence',
      severity: 'warning',
      location,
      message: `unexpected end of the list item or quote after line ${endLine}, expected the fence that begins here to be closed before`,
      hint: 'Indent every line of the block, and its end, as its beginning is.',
    },
  ];
}
