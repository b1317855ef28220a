import type { Paint } from '../../reports/paint.ts';
import { wrap } from '../../reports/wrap.ts';

/** Markdown of our own pages as text for a terminal: links without their addresses, code as it stands, long lines wrapped. */
export function showMarkdown(markdown: string, paint: Paint, columns: number): string {
  let fence = '';
  return markdown
    .split('\n')
    .flatMap(line => {
      const marks = /^`{3,}/.exec(line)?.[0] ?? '';
      // A fence of four backticks may hold one of three.
      if (marks !== '' && (fence === '' || marks === fence)) {
        fence = fence === '' ? marks : '';
        return [];
      }
      return fence !== '' ? [`    ${line}`] : paragraph(line, columns);
    })
    .map(line => line.replaceAll(/\*\*([^*]+)\*\*/g, (_all, words: string) => paint('bold', words)))
    .join('\n');
}

function paragraph(line: string, columns: number): readonly string[] {
  const text = line
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/(?<!\*)\*([^*]+)\*(?!\*)/g, '$1')
    .replaceAll(/`` ?(.+?) ?``/g, '$1');
  const indent = /^(?:\d+\.|-) /.exec(text)?.[0].length ?? 0;
  const [first = '', ...more] = wrap(text, Math.max(16, columns - indent));
  return [first, ...more.map(rest => `${' '.repeat(indent)}${rest}`)];
}
